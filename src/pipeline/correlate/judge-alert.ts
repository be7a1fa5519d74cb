import type { Alert } from '../../domain/alert.js';
import type { CheckRecord, CheckState } from '../../domain/check.js';
import type { Urgency } from '../../domain/severity.js';

/** May the alert's state change what is known of its check? If not, why it is only recorded. */
export type Verdict = { readonly applies: true } | { readonly applies: false; readonly because: string };

const reorderMs = 60_000;
const sameEpisodeMs = 3_600_000;

/** What is known of the alert's check before it. `check`: its state in the open incident, if it is part of one. */
export interface KnownCheck {
  readonly check: CheckState | undefined;
  readonly record: CheckRecord | null;
}

/** Decides whether an alert is news about its check, or late, settled by hand, or not worth a page. */
export function judgeAlert(alert: Alert, known: KnownCheck, urgency: Urgency): Verdict {
  if (alert.kind === 'custom' && known.check === undefined) return recorded('a custom notification opens nothing');
  if (alert.failing === null && known.check === undefined) return recorded('it carries no state of its check');
  if (alert.failing === true) return judgeProblem(alert, known, urgency);
  if (alert.failing === false) return judgeRecovery(alert, known);
  return { applies: true };
}

function judgeProblem(alert: Alert, { check, record }: KnownCheck, urgency: Urgency): Verdict {
  if (isLateProblem(alert, record)) return recorded('late: its check has recovered since');
  if (isOlderThanKnown(alert, check)) return recorded('late: something newer is known of its check');
  if (check === undefined && isClosedEpisode(alert, record)) {
    return recorded('resolved by hand: the same problem does not re-open it');
  }
  if (urgency === 'record' && !isImprovement(alert, check)) {
    return recorded(`severity ${alert.severity} is recorded, not paged`);
  }
  return { applies: true };
}

/** A failing check that got better, though not well. `info` is not a state: it says that nothing is known. */
function isImprovement(alert: Alert, check: CheckState | undefined): boolean {
  return check?.failing === true && alert.severity !== 'info';
}

function judgeRecovery(alert: Alert, { check }: KnownCheck): Verdict {
  if (check === undefined) return recorded('its check was not known to fail');
  const overtaken = check.failing && alert.at < check.lastAlertAt;
  if (overtaken && (alert.spooled || alert.receivedAt - check.lastAlertAt <= reorderMs)) {
    return recorded('late: its check has failed again since');
  }
  return { applies: true };
}

/** Older than a known recovery: late only if it was kept somewhere, or the two overtook each other on the way. */
function isLateProblem(alert: Alert, record: CheckRecord | null): boolean {
  if (record?.recoveredAt == null || alert.at >= record.recoveredAt) return false;
  return alert.spooled || alert.receivedAt - (record.recoveryArrivedAt ?? 0) <= reorderMs;
}

function isOlderThanKnown(alert: Alert, check: CheckState | undefined): boolean {
  return alert.spooled && check !== undefined && alert.at < check.lastAlertAt;
}

function isClosedEpisode(alert: Alert, record: CheckRecord | null): boolean {
  if (record?.closedByHandAt == null) return false;
  if (alert.stateSince !== null && record.closedStateSince !== null) {
    return alert.stateSince === record.closedStateSince;
  }
  return alert.receivedAt - record.closedByHandAt < sameEpisodeMs;
}

function recorded(because: string): Verdict {
  return { applies: false, because };
}
