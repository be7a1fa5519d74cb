import { z } from 'zod';
import type { IncidentReach } from '../../../domain/access.js';
import type { Incident } from '../../../domain/incident.js';
import { incidentReach } from '../../../pipeline/access/incident-reach.js';
import { ActionBody, actorOf, settled, unchangedField } from '../act.js';
import { notFound } from '../api-error.js';
import { ExplanationResource, explanationResource } from '../resources/explanation-resource.js';
import {
  checkResource,
  IncidentDetail,
  IncidentResource,
  incidentResource,
  TimelineResource,
  timelineResource,
} from '../resources/incident-resource.js';
import { notificationResource } from '../resources/notification-resource.js';
import { listOf, listQuery } from '../resources/shared-fields.js';
import { type ApiPorts, defineRoute, Nothing } from '../route.js';
import { SnoozeBody, snoozeEnd } from '../snooze-request.js';

const tag = 'Incidents';
const IncidentId = z.strictObject({ id: z.string().meta({ description: 'Id or number of the incident.' }) });
const name = z.string().min(1).max(300).optional();

const list = defineRoute({
  method: 'get',
  path: '/incidents',
  operationId: 'listIncidents',
  tag,
  summary: 'Incidents, the newest first',
  action: 'incidents.read',
  params: Nothing,
  query: z.strictObject({
    state: z
      .enum(['triggered', 'acknowledged', 'resolved', 'open'])
      .optional()
      .meta({ description: '`open`: triggered or acknowledged.' }),
    service: name,
    host: name,
    person: name.meta({ description: 'Paged for it.' }),
    ...listQuery,
  }),
  body: Nothing,
  response: listOf(IncidentResource),
  async run({ ledger, clock }, { query }) {
    const { items, nextCursor } = await ledger.listIncidents(query);
    return { items: items.map((incident) => incidentResource(incident, clock.now())), nextCursor };
  },
});

const show = defineRoute({
  method: 'get',
  path: '/incidents/:id',
  operationId: 'showIncident',
  tag,
  summary: 'One incident: what each source says, its timeline, who was told what',
  action: 'incidents.read',
  params: IncidentId,
  query: Nothing,
  body: Nothing,
  response: IncidentDetail,
  refusals: [404],
  async run(ports, { params }) {
    const incident = await found(ports, params.id);
    const [timeline, notifications, unverified] = await Promise.all([
      ports.ledger.readTimeline(incident.id),
      ports.ledger.listNotifications({ incidentId: incident.id, limit: 200 }),
      ports.verification.unverifiedSince(incident.checks.values()),
    ]);
    return {
      ...incidentResource(incident, ports.clock.now()),
      checks: [...incident.checks.values()].map((check) => checkResource(check, unverified.get(check.key) ?? null)),
      timeline: timeline.map(timelineResource),
      notifications: notifications.items.map(notificationResource),
    };
  },
});

const timeline = defineRoute({
  method: 'get',
  path: '/incidents/:id/timeline',
  operationId: 'showTimeline',
  tag,
  summary: 'What happened, in order',
  action: 'incidents.read',
  params: IncidentId,
  query: Nothing,
  body: Nothing,
  response: listOf(TimelineResource),
  refusals: [404],
  async run(ports, { params }) {
    const incident = await found(ports, params.id);
    const entries = await ports.ledger.readTimeline(incident.id);
    return { items: entries.map(timelineResource), nextCursor: null };
  },
});

const explanation = defineRoute({
  method: 'get',
  path: '/incidents/:id/explanation',
  operationId: 'explainIncident',
  tag,
  summary: 'Who is paged for it by which rule, and why nobody else',
  action: 'incidents.read',
  params: IncidentId,
  query: Nothing,
  body: Nothing,
  response: ExplanationResource,
  refusals: [404, 409],
  async run({ operations }, { params }) {
    return explanationResource(settled(await operations.explainIncident(params.id)).value);
  },
});

const acknowledge = acting({
  verb: 'acknowledge',
  summary: 'Take it: nobody else is paged until the acknowledgement times out',
});
const resolve = acting({ verb: 'resolve', summary: 'It is over, whatever the sources say' });
const escalate = acting({ verb: 'escalate', summary: 'The next step at once; an acknowledgement ends by it' });

const snooze = defineRoute({
  method: 'post',
  path: '/incidents/:id/snooze',
  operationId: 'snoozeIncident',
  tag,
  summary: 'Quiet until then, a week at most; what still fails is paged from step 1, to whoever is on call then',
  action: 'incidents.snooze',
  on: (ports, { params }) => reachOf(ports, params.id),
  params: IncidentId,
  query: Nothing,
  body: SnoozeBody,
  response: IncidentResource,
  refusals: [404, 409],
  async run({ operations, rules, clock }, { params, body, caller }) {
    const actor = actorOf(rules, body.by, caller);
    const result = await operations.snooze(params.id, snoozeEnd(body, clock.now()), actor, body.note);
    const { value, unchanged } = settled(result);
    return { ...incidentResource(value, clock.now()), ...unchangedField(unchanged) };
  },
});

export const incidentRoutes = [list, show, timeline, explanation, acknowledge, snooze, resolve, escalate];

function acting({
  verb,
  summary,
}: {
  readonly verb: 'acknowledge' | 'resolve' | 'escalate';
  readonly summary: string;
}) {
  return defineRoute({
    method: 'post',
    path: `/incidents/:id/${verb}`,
    operationId: `${verb}Incident`,
    tag,
    summary,
    action: `incidents.${verb}`,
    on: (ports, { params }) => reachOf(ports, params.id),
    params: IncidentId,
    query: Nothing,
    body: ActionBody,
    response: IncidentResource,
    refusals: [404, 409],
    async run({ operations, rules, clock }, { params, body, caller }) {
      const actor = actorOf(rules, body.by, caller);
      const { value, unchanged } = settled(await operations[verb](params.id, actor, body.note));
      return { ...incidentResource(value, clock.now()), ...unchangedField(unchanged) };
    },
  });
}

async function found({ ledger }: ApiPorts, idOrNumber: string): Promise<Incident> {
  const incident = await ledger.readIncident(idOrNumber);
  if (incident === null) throw notFound(`no incident ${idOrNumber}`);
  return incident;
}

async function reachOf(ports: ApiPorts, idOrNumber: string): Promise<IncidentReach> {
  return incidentReach(await found(ports, idOrNumber), ports.clock.now());
}
