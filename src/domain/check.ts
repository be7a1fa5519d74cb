import { z } from 'zod';
import { Severity } from './severity.js';

/** What matchers look at. `severity` is that of the failing state. */
export interface CheckFacts {
  readonly source: string;
  readonly host: string | null;
  readonly check: string | null;
  readonly severity: Severity;
  readonly labels: Readonly<Record<string, string>>;
  /** Service named outright by the source, or null. */
  readonly service: string | null;
}

/** What an incident knows of one of its checks: the last word of the source about it. */
export const CheckState = z.object({
  key: z.string(),
  source: z.string(),
  host: z.string().nullable(),
  check: z.string().nullable(),
  service: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  failing: z.boolean(),
  /** Of the failing state; keeps the last one after recovery. */
  severity: Severity,
  sourceState: z.string().nullable(),
  summary: z.string(),
  details: z.string(),
  /** Since when it fails, or since when it is well again, UTC ms. */
  since: z.number(),
  /** Source's last state change where known; identifies the episode. */
  stateSince: z.number().nullable(),
  lastAlertAt: z.number(),
  alerts: z.number(),
  flapping: z.boolean(),
  /** Acknowledged in the source itself (Icinga), by whom. */
  acknowledgedBy: z.string().nullable(),
  /** In a downtime of the source until then at the latest (24 h), or null. */
  downtimeUntil: z.number().nullable(),
  /** A window, a downtime, or what it depends on covered it when it was last decided about. */
  covered: z.boolean().optional(),
  /** When it joined, or got worse, under that cover, UTC ms. */
  joinedCoveredAt: z.number().optional(),
  link: z.string().nullable(),
});
export type CheckState = Readonly<z.infer<typeof CheckState>>;

/**
 * What the ledger knows of a check over all incidents: which open incident it belongs to, and its last recovery (to tell
 * a late problem from a new one). Compared as text by the commit, so every process must write it in this key order.
 */
export const CheckRecord = z.object({
  incidentId: z.string().nullable(),
  /** Source time of the last recovery. */
  recoveredAt: z.number().nullable(),
  /** Arrival of the last recovery. */
  recoveryArrivedAt: z.number().nullable(),
  /** A person resolved the incident while this check still failed: the episode that must not re-open it. */
  closedByHandAt: z.number().nullable(),
  closedStateSince: z.number().nullable(),
});
export type CheckRecord = Readonly<z.infer<typeof CheckRecord>>;

/** What matchers see of a check or an alert. */
export function factsOf(check: CheckFacts): CheckFacts {
  const { source, host, severity, labels, service } = check;
  return { source, host, check: check.check, severity, labels, service };
}
