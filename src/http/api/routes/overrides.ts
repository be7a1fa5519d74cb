import { z } from 'zod';
import { OverrideKind } from '../../../domain/schedule.js';
import { ActionBody, actorOf, settled, unchangedField } from '../act.js';
import { notFound } from '../api-error.js';
import { OverrideResource, overrideResource } from '../resources/schedule-resource.js';
import { listOf, listQuery } from '../resources/shared-fields.js';
import { defineRoute, Nothing } from '../route.js';
import { endOf, windowEnd } from '../window-request.js';

const tag = 'On call';
const Name = z.string().min(1).max(100);

const add = defineRoute({
  method: 'post',
  path: '/overrides',
  operationId: 'addOverride',
  tag,
  summary: 'Change who is on call in a schedule for a time',
  action: 'overrides.create',
  on: (_ports, { body, caller }) => ({ id: body.schedule, person: concerned(body, caller.principal.name) }),
  params: Nothing,
  query: Nothing,
  body: z
    .strictObject({
      schedule: Name,
      kind: OverrideKind.meta({
        description:
          'add: `person` too; remove: not `replaces`; replace: `person` instead of `replaces`; cover: `person` instead of whoever it is.',
      }),
      person: Name.optional().meta({ description: 'Who comes on call.' }),
      replaces: Name.optional().meta({ description: 'Who goes off.' }),
      startsAt: windowEnd.endsAt.meta({ description: 'Absent: now.' }),
      ...windowEnd,
      reason: z.string().min(1).max(500).optional(),
      allowGap: z.boolean().optional().meta({ description: 'Else refused where nobody would be on call.' }),
      by: ActionBody.shape.by,
    })
    .meta({ id: 'OverrideRequest' }),
  response: OverrideResource,
  status: 201,
  creates: true,
  refusals: [409],
  async run({ operations, rules, clock }, { body, caller }) {
    const actor = actorOf(rules, body.by, caller);
    const startsAt = body.startsAt === undefined ? undefined : Date.parse(body.startsAt);
    const request = {
      schedule: body.schedule,
      kind: body.kind,
      person: body.person ?? null,
      replaces: body.replaces ?? null,
      startsAt,
      endsAt: endOf(body, startsAt ?? clock.now()),
      reason: body.reason ?? null,
      allowGap: body.allowGap ?? false,
    };
    const { value, unchanged } = settled(await operations.addOverride(request, actor));
    return { ...overrideResource(value, clock.now()), ...unchangedField(unchanged) };
  },
});

const list = defineRoute({
  method: 'get',
  path: '/overrides',
  operationId: 'listOverrides',
  tag,
  summary: 'Overrides, the newest first',
  action: 'schedules.read',
  params: Nothing,
  query: z.strictObject(listQuery),
  body: Nothing,
  response: listOf(OverrideResource),
  async run({ operations, clock }, { query }) {
    const { items, nextCursor } = await operations.listOverrides(query.limit, query.cursor);
    return { items: items.map((override) => overrideResource(override, clock.now())), nextCursor };
  },
});

const remove = defineRoute({
  method: 'delete',
  path: '/overrides/:id',
  operationId: 'removeOverride',
  tag,
  summary: 'Take an override back: from now on, or wholly if it has not begun',
  action: 'overrides.remove',
  async on({ ledger }, { params, caller }) {
    const override = await ledger.overrides.read(params.id);
    if (override === null) throw notFound(`no override ${params.id}`);
    const { schedule, createdBy } = override;
    const { name } = caller.principal;
    return { id: `an override of ${schedule}`, person: createdBy === name ? name : concerned(override, name) };
  },
  params: z.strictObject({ id: z.string() }),
  query: ActionBody.pick({ by: true }),
  body: Nothing,
  response: OverrideResource,
  refusals: [404, 409],
  async run({ operations, rules, clock }, { params, query, caller }) {
    const { value, unchanged } = settled(await operations.removeOverride(params.id, actorOf(rules, query.by, caller)));
    return { ...overrideResource(value, clock.now()), ...unchangedField(unchanged) };
  },
});

export const overrideRoutes = [add, list, remove];

/** Whose shifts it is about: the asker's own, where they come or go. */
function concerned(
  override: { readonly person?: string | null | undefined; readonly replaces?: string | null | undefined },
  asker: string,
): string | null {
  return override.replaces === asker ? asker : (override.person ?? override.replaces ?? null);
}
