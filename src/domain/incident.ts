import { z } from 'zod';
import { Audience } from './alert.js';
import { Channel } from './channel.js';
import type { CheckState } from './check.js';
import { Severity, Urgency } from './severity.js';

/** Life of an incident: `triggered` pages, `acknowledged` waits, `resolved` is over for good. */
export const IncidentState = z.enum(['triggered', 'acknowledged', 'resolved']);
export type IncidentState = z.infer<typeof IncidentState>;

/** One person's place in this incident: paged in which cycle, on which channels, and when the first of them is called. */
const PagedPerson = z.object({
  cycle: z.number(),
  at: z.number(),
  channels: z.array(Channel),
});

/** Everything of an incident but its checks and its version; instants are UTC ms. */
export const IncidentHead = z.object({
  v: z.literal(1),
  id: z.string(),
  /** What alerts are grouped by: `service:parsoid`, `host:db1`, `check:icinga/db1!https`, `ops:…`. */
  key: z.string(),
  audience: Audience,
  /** The service that owns grouping and escalation, or null. */
  service: z.string().nullable(),
  title: z.string(),
  state: IncidentState,
  /** Worst severity of the failing checks; the last worst one once resolved. */
  severity: Severity,
  urgency: Urgency,
  openedAt: z.number(),
  updatedAt: z.number(),
  resolvedAt: z.number().nullable(),
  /** `monitoring`, a person, or `admin`. */
  resolvedBy: z.string().nullable(),
  acknowledgedAt: z.number().nullable(),
  /** When the acknowledgement times out and escalation resumes, or the snooze ends and paging starts anew; null: does not. */
  acknowledgedUntil: z.number().nullable(),
  /** People (or `icinga:jdoe`) who acknowledged, first first. */
  acknowledgedBy: z.array(z.string()),
  /** Who wants it to be quiet until `acknowledgedUntil`; null, absent: it is acknowledged, or not even that. */
  snoozedBy: z.string().nullish(),
  /** How long its first check had been well when it came back, ms; null, absent: it is no return. */
  returnedAfterMs: z.number().nullish(),
  /** When nothing will have been heard of what fails for too long; in the past: it is stale. Null, absent: never. */
  staleAt: z.number().nullish(),
  /** Grows when paging starts anew: severity rise, window end. One page per (incident, cycle, step, person). */
  cycle: z.number(),
  /** Last step that fired in this round, 1-based; 0: none yet. */
  step: z.number(),
  /** Round of the policy, 1-based; grows with `repeat`. */
  round: z.number(),
  /** When the next step fires; null: no more steps, held, acknowledged or resolved. */
  nextStepAt: z.number().nullable(),
  /** Why nobody is being paged although checks fail, and until when; null: not suppressed. */
  suppressed: z.object({ reason: z.string(), id: z.string().nullable(), until: z.number().nullable() }).nullable(),
  /** Why people are told by email only, and until when; null, absent: they are paged in full. */
  lowered: z.object({ reason: z.string(), id: z.string().nullable(), until: z.number().nullable() }).nullish(),
  paged: z.record(z.string(), PagedPerson),
  /** How many of its checks fail; absent in records of an older version. */
  failing: z.number().optional(),
});
export type IncidentHead = Readonly<z.infer<typeof IncidentHead>>;

/** An incident as decisions see it. `rev` grows by one with every commit; 0 = not in the ledger yet. */
export interface Incident extends IncidentHead {
  readonly rev: number;
  /** Small number for people, given by the ledger on creation; 0 before that. */
  readonly number: number;
  readonly checks: ReadonlyMap<string, CheckState>;
}

/** What a timeline line is about. */
export const TimelineKind = z.enum([
  'opened',
  'alert',
  'severity',
  'paged',
  'notified',
  'not-delivered',
  'suppressed',
  'held',
  'resumed',
  'escalated',
  'acknowledged',
  'snoozed',
  'acknowledgement-ended',
  'resolved',
  'note',
]);
export type TimelineKind = z.infer<typeof TimelineKind>;

/** One line of an incident's history, written for people. */
export const TimelineEntry = z.object({
  at: z.number(),
  kind: TimelineKind,
  text: z.string(),
  person: z.string().optional(),
  alertId: z.string().optional(),
});
export type TimelineEntry = Readonly<z.infer<typeof TimelineEntry>>;

/** Is anybody still to be paged or waiting for: not resolved. */
export function isOpen(incident: Pick<IncidentHead, 'state'>): boolean {
  return incident.state !== 'resolved';
}

/** Open, but what fails was not heard of for so long that nobody knows whether it still does. */
export function isStale({ state, staleAt }: Pick<IncidentHead, 'state' | 'staleAt'>, now: number): boolean {
  return state !== 'resolved' && staleAt != null && staleAt <= now;
}

/** Checks of the incident that fail now. */
export function failingChecks(incident: Pick<Incident, 'checks'>): CheckState[] {
  const failing: CheckState[] = [];
  for (const check of incident.checks.values()) if (check.failing) failing.push(check);
  return failing;
}

/** Which incidents a list shows; newest first, `limit` at a time. */
export interface IncidentFilter {
  readonly state?: IncidentState | 'open' | undefined;
  readonly service?: string | undefined;
  readonly host?: string | undefined;
  readonly person?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * People whose turn to be paged has come, first first, with their place in the incident: those who are only planned for
 * later (a subscription `after: 30m`), or whose turn was ended by an acknowledgement, are not among them.
 */
export function pagedSoFar(
  incident: Pick<IncidentHead, 'paged' | 'acknowledgedAt' | 'resolvedAt'>,
  now: number,
): (readonly [string, IncidentHead['paged'][string]])[] {
  const end = Math.min(now, incident.acknowledgedAt ?? now, incident.resolvedAt ?? now);
  return Object.entries(incident.paged)
    .filter(([, { at }]) => at <= end)
    .sort(([, a], [, b]) => a.at - b.at);
}
