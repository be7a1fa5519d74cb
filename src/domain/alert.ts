import { z } from 'zod';
import { Severity } from './severity.js';

/** What a message of a source says about its check. */
export const AlertKind = z.enum([
  'problem',
  'recovery',
  'acknowledgement',
  'maintenance-start',
  'maintenance-end',
  'flapping-start',
  'flapping-end',
  'custom',
]);
export type AlertKind = z.infer<typeof AlertKind>;

/**
 * What a source's folder makes of one message, before `normalize`: the source's words are gone, nothing is cut or
 * clamped yet. Instants are UTC milliseconds.
 */
export interface DraftAlert {
  readonly kind: AlertKind;
  /** Name of the sending system where the message may choose it (generic); else the route's source. */
  readonly source?: string | undefined;
  readonly host?: string | undefined;
  /** Name of the check; absent means the host itself. */
  readonly check?: string | undefined;
  /** The source's own identity of the check (Watchmouse `rid`, a `dedupKey`), where it has one. */
  readonly identity?: string | undefined;
  /** Names the service outright (`pagingService`), whatever the matchers say. */
  readonly service?: string | undefined;
  /** State that travels in the message, whatever its kind; undefined when the message carries none. */
  readonly failing?: boolean | undefined;
  readonly severity?: Severity | undefined;
  /** The source's own word for the state, for people: `CRITICAL`, `DOWN`, `500`. */
  readonly sourceState?: string | undefined;
  readonly summary: string;
  readonly details?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** When the source says that it happened. */
  readonly at?: number | undefined;
  /** Since when the check has this state (Icinga `last_state_change`). */
  readonly stateSince?: number | undefined;
  /** Planned downtimes of the source that cover the check now; undefined when not said. */
  readonly downtimeDepth?: number | undefined;
  /** When they end, where the source says so. */
  readonly downtimeEndsAt?: number | undefined;
  /** They may be the router's own, made there for its windows: only that there are none says something. */
  readonly ownDowntime?: true | undefined;
  /** False: the source says by this message that nobody has acknowledged the check there. */
  readonly acknowledged?: false | undefined;
  readonly author?: string | undefined;
  readonly comment?: string | undefined;
  readonly link?: string | undefined;
  /** The sender's identity of this message, equal for all retries and receivers of it. */
  readonly eventId?: string | undefined;
  /** The sender had to keep it on disk: it may be old. */
  readonly spooled?: boolean | undefined;
}

/** Whom an alert is for: the subscribers by the rules, or the people who look after the router itself. */
export const Audience = z.enum(['subscribers', 'ops']);
export type Audience = z.infer<typeof Audience>;

/** One normalized message of a source about one check. Texts are clean (no control characters) and bounded. */
export const Alert = z.object({
  /** Unique per accepted message, stable over a replay: hash of event key and arrival. */
  id: z.string(),
  /** Equal for all copies of one message; equal keys within 60 s (spooled: 7 days) are one alert. */
  eventKey: z.string(),
  source: z.string(),
  kind: AlertKind,
  audience: Audience,
  /** Identity of the check over all messages: `icinga/db1!https`, `watchmouse/337906`. */
  checkKey: z.string(),
  /** Lower case; null when the source named none. */
  host: z.string().nullable(),
  /** Null = the host itself. */
  check: z.string().nullable(),
  service: z.string().nullable(),
  /** Null: the message carries no state. */
  failing: z.boolean().nullable(),
  /** Severity while failing; of a recovery `info`. */
  severity: Severity,
  sourceState: z.string().nullable(),
  summary: z.string(),
  details: z.string(),
  labels: z.record(z.string(), z.string()),
  /** Source time clamped to arrival, UTC ms. */
  at: z.number(),
  receivedAt: z.number(),
  stateSince: z.number().nullable(),
  downtimeDepth: z.number().nullable(),
  /** When the downtimes end, where the source says so. */
  downtimeEndsAt: z.number().optional(),
  /** The downtimes may be the router's own, made in the source for its windows. */
  ownDowntime: z.literal(true).optional(),
  /** False: nobody has acknowledged the check in the source. */
  acknowledged: z.literal(false).optional(),
  author: z.string().nullable(),
  comment: z.string().nullable(),
  link: z.string().nullable(),
  /** Came out of a spool or a journal: may be older than what is already known. */
  spooled: z.boolean(),
});
export type Alert = Readonly<z.infer<typeof Alert>>;

/** How an accepted alert ended: there is no other end (invariant I2). */
export const AlertOutcome = z.enum(['paged', 'suppressed', 'recorded', 'duplicate']);
export type AlertOutcome = z.infer<typeof AlertOutcome>;

/** The ledger's row of an accepted alert. */
export const AlertRecord = z.object({
  alert: Alert,
  incidentId: z.string().nullable(),
  outcome: AlertOutcome,
  /** Why: the reason of a suppression with its id, or of being recorded only. */
  because: z.string(),
});
export type AlertRecord = Readonly<z.infer<typeof AlertRecord>>;

/** An alert that said the same of its check, word for word, moments before another one. */
export interface Repeat {
  readonly id: string;
  /** UTC ms. */
  readonly receivedAt: number;
}

/** The ledger's row of a repeat: what it said, and its end, stand in the row of the alert that it is a repeat of. */
export const RepeatRecord = z.object({ repeatedBy: z.string(), receivedAt: z.number() });
export type RepeatRecord = Readonly<z.infer<typeof RepeatRecord>>;

/** An alert with its one end, as a decision accounts for it. */
export interface AccountedAlert {
  readonly alert: Alert;
  readonly outcome: AlertOutcome;
  readonly because: string;
  /** They have the same end. */
  readonly repeats?: readonly Repeat[];
}
