import type { Alert } from '../../domain/alert.js';
import type { CheckRecord, CheckState } from '../../domain/check.js';
import type { Incident } from '../../domain/incident.js';
import { isWorse, type Urgency } from '../../domain/severity.js';
import { applyAlert } from './apply-alert.js';
import { recordAfterAlert } from './check-record.js';
import { judgeAlert, type Verdict } from './judge-alert.js';

/** What a batch of alerts of one incident means for its checks. */
export interface Correlated {
  /** All checks of the incident after the alerts. */
  readonly checks: ReadonlyMap<string, CheckState>;
  /** Checks that were not failing in the incident before and do now, or fail worse now. */
  readonly joined: ReadonlySet<string>;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly records: ReadonlyMap<string, CheckRecord | null>;
}

export interface CorrelateInput {
  readonly alerts: readonly Alert[];
  readonly incident: Incident | null;
  readonly records: ReadonlyMap<string, CheckRecord | null>;
  /** Urgency of an alert by the rules. */
  readonly urgencyOf: (alert: Alert) => Urgency;
}

/** Applies the alerts, in their order, to the checks of the incident (or of none yet). */
export function correlate({ alerts, incident, records, urgencyOf }: CorrelateInput): Correlated {
  const checks = new Map(incident?.checks);
  const recordsAfter = new Map(records);
  const joined = new Set<string>();
  const verdicts = new Map<string, Verdict>();
  for (const alert of alerts) {
    const check = checks.get(alert.checkKey);
    const record = recordsAfter.get(alert.checkKey) ?? null;
    const verdict = judgeAlert(alert, { check, record }, urgencyOf(alert));
    verdicts.set(alert.id, verdict);
    recordsAfter.set(alert.checkKey, recordAfterAlert(record, alert));
    if (!verdict.applies) continue;
    const next = applyAlert(check, alert);
    checks.set(alert.checkKey, next);
    if (hasJoined(check, next)) joined.add(alert.checkKey);
  }
  return { checks, joined, verdicts, records: recordsAfter };
}

function hasJoined(before: CheckState | undefined, after: CheckState): boolean {
  if (!after.failing) return false;
  return before === undefined || !before.failing || isWorse(after.severity, before.severity);
}
