import { z } from 'zod';
import type { OpenedWindow } from '../../../domain/access.js';
import { parseDuration } from '../../../domain/duration.js';
import type { MaintenanceWindow } from '../../../domain/maintenance-window.js';
import { judgeAction } from '../../../pipeline/access/judge-action.js';
import { recurringNameOf } from '../../../pipeline/suppress/recurring.js';
import { ActionBody, actorOf, settled, unchangedField } from '../act.js';
import { invalid, notFound } from '../api-error.js';
import { PreviewResource, previewResource } from '../resources/preview-resource.js';
import { listOf, listQuery } from '../resources/shared-fields.js';
import { WindowResource, windowResource } from '../resources/window-resource.js';
import { type ApiPorts, defineRoute, Nothing } from '../route.js';
import { endOf, QuietTime, spanOf, WindowBody, windowEnd, windowRequest } from '../window-request.js';

const tag = 'Maintenance windows';
const WindowId = z.strictObject({ id: z.string() });

const open = defineRoute({
  method: 'post',
  path: '/maintenance-windows',
  operationId: 'openMaintenanceWindow',
  tag,
  summary: 'Suppress pages of services or checks until an end',
  action: 'windows.open',
  on: ({ rules, clock }, { body }) => spanOf(windowRequest(body, rules.rules(), clock.now()), clock.now()),
  params: Nothing,
  query: Nothing,
  body: WindowBody.extend({ by: ActionBody.shape.by }).meta({ id: 'MaintenanceWindowRequest' }),
  response: WindowResource,
  status: 201,
  creates: true,
  refusals: [409],
  async run({ operations, rules, clock }, { body, caller }) {
    const actor = actorOf(rules, body.by, caller);
    const request = windowRequest(body, rules.rules(), clock.now());
    const { value, unchanged } = settled(await operations.openWindow(request, actor));
    // The window is open whether or not this can be told.
    const overlaps = await operations.overlappingWindows(request, value.id).then(
      (found) => found.map(({ id }) => id),
      () => undefined,
    );
    return { ...windowResource(value, clock.now()), overlaps, ...unchangedField(unchanged) };
  },
});

const preview = defineRoute({
  method: 'post',
  path: '/maintenance-window-previews',
  operationId: 'previewMaintenanceWindow',
  tag,
  summary: 'What a window would touch; opens nothing',
  action: 'windows.read',
  params: Nothing,
  query: Nothing,
  body: WindowBody.extend({ by: ActionBody.shape.by }).meta({ id: 'MaintenanceWindowPreviewRequest' }),
  response: PreviewResource,
  async run({ operations, rules, clock }, { body, caller }) {
    const request = windowRequest(body, rules.rules(), clock.now());
    const span = spanOf(request, clock.now());
    const question = { principal: caller.principal, action: 'windows.open', resource: span } as const;
    const seen = await operations.previewWindow(request);
    return previewResource(seen, judgeAction(question, rules.rules()), clock.now());
  },
});

const list = defineRoute({
  method: 'get',
  path: '/maintenance-windows',
  operationId: 'listMaintenanceWindows',
  tag,
  summary: 'Windows that people opened, and the present occurrences of recurring ones',
  action: 'windows.read',
  params: Nothing,
  query: z.strictObject(listQuery),
  body: Nothing,
  response: listOf(WindowResource),
  async run({ operations, clock }, { query }) {
    const { items, nextCursor } = await operations.listWindows(query.limit, query.cursor);
    return { items: items.map((window) => windowResource(window, clock.now())), nextCursor };
  },
});

const show = defineRoute({
  method: 'get',
  path: '/maintenance-windows/:id',
  operationId: 'showMaintenanceWindow',
  tag,
  summary: 'One window, or one time of a recurring one',
  action: 'windows.read',
  params: WindowId,
  query: Nothing,
  body: Nothing,
  response: WindowResource,
  refusals: [404],
  async run({ operations, clock }, { params }) {
    return windowResource(await found(operations, params.id), clock.now());
  },
});

const end = defineRoute({
  method: 'post',
  path: '/maintenance-windows/:id/end',
  operationId: 'endMaintenanceWindow',
  tag,
  summary: 'End it now, or call it off: what still fails pages again. Of a recurring window, this one time',
  action: 'windows.end',
  on: async ({ operations }, { params }) => openedWindow(await found(operations, params.id)),
  params: WindowId,
  query: Nothing,
  body: ActionBody.pick({ by: true }),
  response: WindowResource,
  refusals: [404, 409],
  async run({ operations, rules, clock }, { params, body, caller }) {
    const { value, unchanged } = settled(await operations.endWindow(params.id, actorOf(rules, body.by, caller)));
    return { ...windowResource(value, clock.now()), ...unchangedField(unchanged) };
  },
});

const settle = defineRoute({
  method: 'post',
  path: '/maintenance-windows/:id/settle',
  operationId: 'settleMaintenanceWindow',
  tag,
  summary: 'The work is done: end it once what it covers has been quiet for a while',
  action: 'windows.settle',
  on: async (ports, { params }) => openedWindow(await changeable(ports, params.id)),
  params: WindowId,
  query: Nothing,
  body: z.strictObject({ quiet: QuietTime, by: ActionBody.shape.by }),
  response: WindowResource,
  refusals: [404, 409],
  async run({ operations, rules, clock }, { params, body, caller }) {
    const quietMs = (parseDuration(body.quiet) ?? 0) * 1000;
    const actor = actorOf(rules, body.by, caller);
    const { value, unchanged } = settled(await operations.settleWindow(params.id, quietMs, actor));
    return { ...windowResource(value, clock.now()), ...unchangedField(unchanged) };
  },
});

const extend = defineRoute({
  method: 'post',
  path: '/maintenance-windows/:id/extend',
  operationId: 'extendMaintenanceWindow',
  tag,
  summary: 'Move its end: to an instant, or so much later than it is now',
  action: 'windows.extend',
  async on(ports, { params, body }) {
    const window = await changeable(ports, params.id);
    return { ...openedWindow(window), endsAt: newEnd(window, body, ports.clock.now()) };
  },
  params: WindowId,
  query: Nothing,
  body: z.strictObject({ ...windowEnd, by: ActionBody.shape.by }),
  response: WindowResource,
  refusals: [404, 409],
  async run(ports, { params, body, caller }) {
    const { operations, rules, clock } = ports;
    const end = newEnd(await changeable(ports, params.id), body, clock.now());
    const { value, unchanged } = settled(
      await operations.extendWindow(params.id, end, actorOf(rules, body.by, caller)),
    );
    return { ...windowResource(value, clock.now()), ...unchangedField(unchanged) };
  },
});

export const maintenanceWindowRoutes = [preview, open, list, show, end, settle, extend];

async function found({ findWindow }: ApiPorts['operations'], id: string): Promise<MaintenanceWindow> {
  const window = await findWindow(id);
  if (window === null) throw notFound(`no maintenance window ${id}`);
  return window;
}

/** A window that somebody opened; an occurrence of a recurring one can only be ended. */
async function changeable({ ledger }: ApiPorts, id: string): Promise<MaintenanceWindow> {
  const window = await ledger.windows.read(id);
  if (window !== null) return window;
  const name = recurringNameOf(id);
  const advice =
    name === null
      ? ''
      : `: one time of the recurring window ${name} can be ended; for more time open a window beside it`;
  throw notFound(`no maintenance window ${id} that can be changed${advice}`);
}

function openedWindow({ id, services, match, startsAt, endsAt, createdBy }: MaintenanceWindow): OpenedWindow {
  return { id, services, match, startsAt, endsAt, createdBy };
}

/** UTC ms; `for` counts from the present end, or from now where that is over. */
function newEnd(window: MaintenanceWindow, body: Parameters<typeof endOf>[0], now: number): number {
  const seconds = body.for === undefined ? null : parseDuration(body.for);
  if (seconds === 0) throw invalid([{ path: 'for', message: 'expected more than nothing, such as 30m' }]);
  return endOf(body, Math.max(window.endsAt, now));
}
