import type { Alert } from '../../domain/alert.js';
import type { CheckState } from '../../domain/check.js';

/** Whether a problem says word for word what is known of its check, which nothing covers. What is in doubt is no repeat. */
export function isRepeat(check: CheckState, alert: Alert): boolean {
  return (
    alert.kind === 'problem' &&
    alert.failing === true &&
    check.failing &&
    check.covered !== true &&
    !alert.spooled &&
    saysTheSame(check, alert) &&
    changesNothing(check, alert)
  );
}

function saysTheSame(check: CheckState, alert: Alert): boolean {
  return (
    alert.severity === check.severity &&
    alert.sourceState === check.sourceState &&
    alert.summary === check.summary &&
    alert.details === check.details &&
    (alert.stateSince ?? check.stateSince) === check.stateSince &&
    (alert.service ?? check.service) === check.service &&
    (alert.link ?? check.link) === check.link &&
    Object.entries(alert.labels).every(([name, value]) => check.labels[name] === value)
  );
}

/** Of downtimes and acknowledgements in the source, and nobody comments on it. */
function changesNothing({ downtimeUntil, acknowledgedBy }: CheckState, alert: Alert): boolean {
  const { downtimeDepth, acknowledged, author, comment } = alert;
  const inDowntime = downtimeDepth === null || (downtimeDepth === 0 && downtimeUntil === null);
  return inDowntime && (acknowledged === undefined || acknowledgedBy === null) && author === null && comment === null;
}
