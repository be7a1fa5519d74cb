import type { Alert } from '../../domain/alert.js';
import type { CheckRecord } from '../../domain/check.js';

const unknownCheck: CheckRecord = {
  incidentId: null,
  recoveredAt: null,
  recoveryArrivedAt: null,
  closedByHandAt: null,
  closedStateSince: null,
};

/** The record of a check after an alert about it: a recovery is remembered and ends what a person closed by hand. */
export function recordAfterAlert(record: CheckRecord | null, alert: Alert): CheckRecord {
  const before = record ?? unknownCheck;
  if (alert.failing !== false) return before;
  return {
    ...before,
    recoveredAt: Math.max(alert.at, before.recoveredAt ?? 0),
    recoveryArrivedAt: alert.receivedAt,
    closedByHandAt: null,
    closedStateSince: null,
  };
}

/** The record of a check that belongs to an open incident, or (null) to none any more. */
export function recordOfIncident(record: CheckRecord | null, incidentId: string | null): CheckRecord {
  return { ...(record ?? unknownCheck), incidentId };
}

/** The record of a check that still failed when a person resolved its incident. */
export function recordClosedByHand(record: CheckRecord | null, stateSince: number | null, now: number): CheckRecord {
  return { ...(record ?? unknownCheck), incidentId: null, closedByHandAt: now, closedStateSince: stateSince };
}

/** Equal in all fields. */
function sameRecord(a: CheckRecord | null, b: CheckRecord | null): boolean {
  if (a === null || b === null) return a === b;
  const keys: readonly (keyof CheckRecord)[] = [
    'incidentId',
    'recoveredAt',
    'recoveryArrivedAt',
    'closedByHandAt',
    'closedStateSince',
  ];
  return keys.every((key) => a[key] === b[key]);
}

/**
 * Records to write after a decision: the checks of the alerts point to the incident they are part of; when it ended, no
 * check of it does any more.
 */
export function changedRecords(
  before: ReadonlyMap<string, CheckRecord | null>,
  after: ReadonlyMap<string, CheckRecord | null>,
  incident: { readonly id: string; readonly open: boolean; readonly checks: ReadonlyMap<string, unknown> } | null,
): Map<string, CheckRecord> {
  const changed = new Map<string, CheckRecord>();
  for (const [key, record] of after) {
    const belongs = incident?.open === true && incident.checks.has(key);
    const next = recordOfIncident(record, belongs ? incident.id : null);
    if (!sameRecord(before.get(key) ?? null, next)) changed.set(key, next);
  }
  return changed;
}
