import { z } from 'zod';
import type { OpenedWindow } from '../../../domain/access.js';
import type { RecurringRecord } from '../../../domain/recurring-record.js';
import { ActionBody, actorOf, settled, unchangedField } from '../act.js';
import { notFound } from '../api-error.js';
import { RecurringBody, recurringRequest, recurringSpan } from '../recurring-request.js';
import {
  RecurringListResource,
  RecurringResource,
  recordResource,
  ruleResource,
} from '../resources/recurring-resource.js';
import { type ApiPorts, defineRoute, Nothing } from '../route.js';

const tag = 'Maintenance windows';
const create = defineRoute({
  method: 'post',
  path: '/recurring-windows',
  operationId: 'createRecurringWindow',
  tag,
  summary: 'Make a window that comes back on weekdays, or by an RRULE; answers its next ten occurrences',
  action: 'windows.open',
  on: ({ rules, clock }, { body }) => recurringSpan(recurringRequest(body, rules.rules(), clock.now()), clock.now()),
  params: Nothing,
  query: Nothing,
  body: RecurringBody.extend({ by: ActionBody.shape.by }).meta({ id: 'RecurringWindowRequest' }),
  response: RecurringResource,
  status: 201,
  creates: true,
  refusals: [409],
  async run({ operations, rules, clock }, { body, caller }) {
    const request = recurringRequest(body, rules.rules(), clock.now());
    const { value } = settled(await operations.addRecurring(request, actorOf(rules, body.by, caller)));
    return recordResource(value, clock.now());
  },
});

const list = defineRoute({
  method: 'get',
  path: '/recurring-windows',
  operationId: 'listRecurringWindows',
  tag,
  summary: 'Recurring windows of the API and of the rules, each with its next ten occurrences',
  action: 'windows.read',
  params: Nothing,
  query: Nothing,
  body: Nothing,
  response: RecurringListResource,
  async run({ operations, clock }) {
    const now = clock.now();
    const { made, ofRules, calledOff } = await operations.listRecurring();
    return {
      items: [
        ...made.map((record) => recordResource(record, now, calledOff)),
        ...ofRules.map((window) => ruleResource(window, now, calledOff)),
      ],
    };
  },
});

const end = defineRoute({
  method: 'post',
  path: '/recurring-windows/:id/end',
  operationId: 'endRecurringWindow',
  tag,
  summary: 'It recurs no more, and ends now if it is active',
  action: 'windows.end',
  on: async (ports, { params }) => openedOf(await existing(ports, params.id)),
  params: z.strictObject({ id: z.string() }),
  query: Nothing,
  body: ActionBody.pick({ by: true }),
  response: RecurringResource,
  refusals: [404, 409],
  async run({ operations, rules, clock }, { params, body, caller }) {
    const { value, unchanged } = settled(await operations.endRecurring(params.id, actorOf(rules, body.by, caller)));
    return { ...recordResource(value, clock.now()), ...unchangedField(unchanged) };
  },
});

export const recurringWindowRoutes = [create, list, end];

async function existing({ ledger, rules }: ApiPorts, id: string): Promise<RecurringRecord> {
  const record = await ledger.recurring.read(id);
  if (record !== null) return record;
  if (!rules.rules().maintenance.some(({ name }) => name === id)) throw notFound(`no recurring window ${id}`);
  const oneTime = `one time of it is called off by pagectl maintenance recurring skip ${id}`;
  throw notFound(`the recurring window ${id} stands in the rules and is ended there; ${oneTime}`);
}

function openedOf({ id, services, match, createdAt, createdBy }: RecurringRecord): OpenedWindow {
  return { id, services, match, startsAt: createdAt, endsAt: createdAt, createdBy };
}
