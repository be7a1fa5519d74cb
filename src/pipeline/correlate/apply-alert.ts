import type { Alert } from '../../domain/alert.js';
import type { CheckState } from '../../domain/check.js';

const sourceDowntimeMs = 24 * 3_600_000;

/** The check after an alert that is news about it. Whatever its kind, the state that travels in it counts first. */
export function applyAlert(known: CheckState | undefined, alert: Alert): CheckState {
  const before = known ?? firstSeen(alert);
  const failing = alert.failing ?? before.failing;
  const changed = known === undefined || before.failing !== failing;
  return {
    ...before,
    ...stateOf(alert),
    service: alert.service ?? before.service,
    labels: { ...before.labels, ...alert.labels },
    failing,
    since: changed ? (alert.stateSince ?? alert.at) : before.since,
    stateSince: alert.stateSince ?? before.stateSince,
    lastAlertAt: Math.max(alert.at, before.lastAlertAt),
    alerts: before.alerts + 1,
    flapping: flappingAfter(before, alert),
    acknowledgedBy: failing ? acknowledgedAfter(before, alert) : null,
    downtimeUntil: downtimeAfter(before, alert),
    link: alert.link ?? before.link,
  };
}

function firstSeen(alert: Alert): CheckState {
  return {
    key: alert.checkKey,
    source: alert.source,
    host: alert.host,
    check: alert.check,
    service: alert.service,
    labels: alert.labels,
    failing: false,
    severity: alert.severity,
    ...saidOf(alert),
    since: alert.at,
    stateSince: alert.stateSince,
    lastAlertAt: 0,
    alerts: 0,
    flapping: false,
    acknowledgedBy: null,
    downtimeUntil: null,
    link: null,
  };
}

/** What a message that carries a state says of it; the severity of a failing one stays after recovery. */
function stateOf(alert: Alert): Partial<CheckState> {
  if (alert.failing === null) return {};
  return alert.failing ? { ...saidOf(alert), severity: alert.severity } : saidOf(alert);
}

function saidOf({ sourceState, summary, details }: Alert): Pick<CheckState, 'sourceState' | 'summary' | 'details'> {
  return { sourceState, summary, details };
}

function flappingAfter(check: CheckState, alert: Alert): boolean {
  if (alert.kind === 'flapping-start') return true;
  if (alert.kind === 'flapping-end') return false;
  return check.flapping;
}

/** An acknowledgement of the source ends when the source says so, or when the problem changes its severity. */
function acknowledgedAfter(check: CheckState, alert: Alert): string | null {
  if (alert.kind === 'acknowledgement') return `${alert.source}:${alert.author ?? 'somebody'}`;
  if (alert.acknowledged === false) return null;
  const changed = alert.failing === true && alert.severity !== check.severity;
  return changed ? null : check.acknowledgedBy;
}

/**
 * A downtime of the source lasts at most 24 h here and ends at any message with depth 0. One of our own there says nothing: the
 * window that it stands for does, and may be over already.
 */
function downtimeAfter(check: CheckState, alert: Alert): number | null {
  const until = check.downtimeUntil;
  if (alert.downtimeDepth === 0) return null;
  if (alert.ownDowntime === true) return until;
  if (alert.kind === 'maintenance-start') return endOfDowntime(alert);
  if (alert.downtimeDepth !== null) return until ?? alert.receivedAt + sourceDowntimeMs;
  return alert.kind === 'maintenance-end' ? null : until;
}

function endOfDowntime({ receivedAt, downtimeEndsAt }: Alert): number {
  const longest = receivedAt + sourceDowntimeMs;
  return Math.min(longest, downtimeEndsAt ?? longest);
}
