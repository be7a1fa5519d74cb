import { z } from 'zod';
import { parseDuration } from '../../../domain/duration.js';
import { Matcher } from '../../../domain/matcher.js';
import { ActionBody, actorOf, settled, unchangedField } from '../act.js';
import { invalid, notFound } from '../api-error.js';
import { listOf, listQuery } from '../resources/shared-fields.js';
import { WindowResource, windowResource } from '../resources/window-resource.js';
import { defineRoute, Nothing } from '../route.js';
import { endOf, windowEnd, windowRequest } from '../window-request.js';

const tag = 'Maintenance windows';
const WindowId = z.strictObject({ id: z.string() });

const open = defineRoute({
  method: 'post',
  path: '/maintenance-windows',
  operationId: 'openMaintenanceWindow',
  tag,
  summary: 'Suppress pages of services or checks until an end',
  params: Nothing,
  query: Nothing,
  body: z
    .strictObject({
      services: z.array(z.string()).max(200).optional().meta({ description: 'Names of services it covers.' }),
      match: z.union([Matcher, z.array(Matcher).max(50)]).optional(),
      startsAt: windowEnd.endsAt.meta({ description: 'Absent: now.' }),
      ...windowEnd,
      reason: z.string().min(1, 'say why').max(500),
      by: ActionBody.shape.by,
    })
    .meta({ id: 'MaintenanceWindowRequest' }),
  response: WindowResource,
  status: 201,
  creates: true,
  refusals: [409],
  async run({ operations, rules, clock }, { body, via }) {
    const actor = actorOf(rules, body.by, via);
    const request = windowRequest(body, rules.rules(), clock.now());
    const { value, unchanged } = settled(await operations.openWindow(request, actor));
    return { ...windowResource(value, clock.now()), ...unchangedField(unchanged) };
  },
});

const list = defineRoute({
  method: 'get',
  path: '/maintenance-windows',
  operationId: 'listMaintenanceWindows',
  tag,
  summary: 'Windows that people opened, and the present occurrences of recurring ones',
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
  summary: 'One window',
  params: WindowId,
  query: Nothing,
  body: Nothing,
  response: WindowResource,
  refusals: [404],
  async run({ operations, ledger, clock }, { params }) {
    const recurring = async () => (await operations.listWindows(200)).items.find(({ id }) => id === params.id);
    const window = (await ledger.windows.read(params.id)) ?? (await recurring());
    if (window === undefined) throw notFound(`no maintenance window ${params.id}`);
    return windowResource(window, clock.now());
  },
});

const end = defineRoute({
  method: 'post',
  path: '/maintenance-windows/:id/end',
  operationId: 'endMaintenanceWindow',
  tag,
  summary: 'End it now: what still fails pages again',
  params: WindowId,
  query: Nothing,
  body: ActionBody.pick({ by: true }),
  response: WindowResource,
  refusals: [404, 409],
  async run({ operations, rules, clock }, { params, body, via }) {
    const { value, unchanged } = settled(await operations.endWindow(params.id, actorOf(rules, body.by, via)));
    return { ...windowResource(value, clock.now()), ...unchangedField(unchanged) };
  },
});

const extend = defineRoute({
  method: 'post',
  path: '/maintenance-windows/:id/extend',
  operationId: 'extendMaintenanceWindow',
  tag,
  summary: 'Move its end: to an instant, or so much later than it is now',
  params: WindowId,
  query: Nothing,
  body: z.strictObject({ ...windowEnd, by: ActionBody.shape.by }),
  response: WindowResource,
  refusals: [404, 409],
  async run({ operations, ledger, rules, clock }, { params, body, via }) {
    const actor = actorOf(rules, body.by, via);
    const window = await ledger.windows.read(params.id);
    if (window === null) throw notFound(`no maintenance window ${params.id} that can be extended`);
    const seconds = body.for === undefined ? null : parseDuration(body.for);
    const from = Math.max(window.endsAt, clock.now());
    if (seconds === 0) throw invalid([{ path: 'for', message: 'expected more than nothing, such as 30m' }]);
    const { value, unchanged } = settled(await operations.extendWindow(params.id, endOf(body, from), actor));
    return { ...windowResource(value, clock.now()), ...unchangedField(unchanged) };
  },
});

export const maintenanceWindowRoutes = [open, list, show, end, extend];
