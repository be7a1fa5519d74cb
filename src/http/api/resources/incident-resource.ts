import { z } from 'zod';
import { Audience } from '../../../domain/alert.js';
import { Channel } from '../../../domain/channel.js';
import type { CheckState } from '../../../domain/check.js';
import {
  type Incident,
  IncidentState,
  isStale,
  pagedSoFar,
  type TimelineEntry,
  TimelineKind,
} from '../../../domain/incident.js';
import { Severity, Urgency } from '../../../domain/severity.js';
import { NotificationResource } from './notification-resource.js';
import { Instant, isoTime, isoTimeOrNull } from './shared-fields.js';

const CheckResource = z
  .object({
    key: z.string(),
    source: z.string(),
    host: z.string().nullable(),
    check: z.string().nullable().meta({ description: 'null: the host itself' }),
    service: z.string().nullable(),
    failing: z.boolean(),
    unverifiedSince: Instant.nullable().meta({
      description: 'Its source is silent since then: whether it still fails is not known. null: it is known.',
    }),
    severity: Severity,
    sourceState: z.string().nullable(),
    summary: z.string(),
    details: z.string(),
    since: Instant,
    lastAlertAt: Instant,
    alerts: z.number().int(),
    flapping: z.boolean(),
    acknowledgedBy: z.string().nullable(),
    downtimeUntil: Instant.nullable(),
    link: z.string().nullable(),
    labels: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Check' });

export const TimelineResource = z
  .object({
    at: Instant,
    kind: TimelineKind,
    text: z.string(),
    person: z.string().nullable(),
    alertId: z.string().nullable(),
  })
  .meta({ id: 'TimelineEntry' });

/** An incident as lists show it: no checks, only how many there are. */
export const IncidentResource = z
  .object({
    id: z.string(),
    number: z.number().int(),
    state: IncidentState,
    severity: Severity,
    urgency: Urgency,
    title: z.string(),
    service: z.string().nullable(),
    audience: Audience,
    openedAt: Instant,
    updatedAt: Instant,
    acknowledgedAt: Instant.nullable(),
    acknowledgedUntil: Instant.nullable(),
    acknowledgedBy: z.array(z.string()),
    snoozedBy: z.string().nullable().meta({ description: 'Who wants it to be quiet until `acknowledgedUntil`.' }),
    stale: z.boolean().meta({ description: 'Open, but nothing was heard of it for so long that nobody knows.' }),
    resolvedAt: Instant.nullable(),
    resolvedBy: z.string().nullable(),
    suppressed: z.object({ reason: z.string(), id: z.string().nullable(), until: Instant.nullable() }).nullable(),
    escalation: z.object({
      cycle: z.number().int(),
      round: z.number().int(),
      step: z.number().int(),
      nextStepAt: Instant.nullable(),
    }),
    paged: z.array(z.object({ person: z.string(), at: Instant, channels: z.array(Channel) })),
    checkCount: z.object({ failing: z.number().int(), total: z.number().int() }),
    unchanged: z.string().optional().meta({ description: 'Why an action changed nothing.' }),
  })
  .meta({ id: 'Incident' });

/** An incident with what each source says, its history and its messages. */
export const IncidentDetail = IncidentResource.extend({
  checks: z.array(CheckResource),
  timeline: z.array(TimelineResource),
  notifications: z.array(NotificationResource),
}).meta({ id: 'IncidentDetail' });

/** `now`: UTC ms, tells who has been paged from who is to be paged later. */
export function incidentResource(incident: Incident, now: number): z.input<typeof IncidentResource> {
  const { id, number, state, severity, urgency, title, service, audience, suppressed } = incident;
  const checks = [...incident.checks.values()];
  return {
    ...{ id, number, state, severity, urgency, title, service, audience },
    openedAt: isoTime(incident.openedAt),
    updatedAt: isoTime(incident.updatedAt),
    acknowledgedAt: isoTimeOrNull(incident.acknowledgedAt),
    acknowledgedUntil: isoTimeOrNull(incident.acknowledgedUntil),
    acknowledgedBy: [...incident.acknowledgedBy],
    snoozedBy: incident.snoozedBy ?? null,
    stale: isStale(incident, now),
    resolvedAt: isoTimeOrNull(incident.resolvedAt),
    resolvedBy: incident.resolvedBy,
    suppressed: suppressed === null ? null : { ...suppressed, until: isoTimeOrNull(suppressed.until) },
    escalation: {
      cycle: incident.cycle,
      round: incident.round,
      step: incident.step,
      nextStepAt: isoTimeOrNull(incident.nextStepAt),
    },
    paged: pagedSoFar(incident, now).map(([person, { at, channels }]) => ({
      person,
      at: isoTime(at),
      channels: [...channels],
    })),
    checkCount: { failing: checks.filter((check) => check.failing).length, total: checks.length },
  };
}

/** `unverifiedSince`: when its source fell silent, UTC ms. */
export function checkResource(check: CheckState, unverifiedSince: number | null): z.input<typeof CheckResource> {
  const { key, source, host, service, failing, severity, sourceState, summary, details, alerts, flapping } = check;
  return {
    ...{ key, source, host, check: check.check, service, failing, severity, sourceState, summary, details },
    ...{ alerts, flapping, acknowledgedBy: check.acknowledgedBy, link: check.link, labels: { ...check.labels } },
    unverifiedSince: isoTimeOrNull(unverifiedSince),
    since: isoTime(check.since),
    lastAlertAt: isoTime(check.lastAlertAt),
    downtimeUntil: isoTimeOrNull(check.downtimeUntil),
  };
}

export function timelineResource({ at, kind, text, person, alertId }: TimelineEntry): z.input<typeof TimelineResource> {
  return { at: isoTime(at), kind, text, person: person ?? null, alertId: alertId ?? null };
}
