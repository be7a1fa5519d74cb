import type { Repeat } from '../../domain/alert.js';
import type { CheckState } from '../../domain/check.js';
import type { Decision } from '../decision.js';

/** The decision with the repeats of its alerts (by alert id): they end as those do, and their checks count them. */
export function countRepeats(decision: Decision, repeats: ReadonlyMap<string, readonly Repeat[]>): Decision {
  if (repeats.size === 0) return decision;
  const more = new Map<string, number>();
  const alerts = decision.alerts.map((accounted) => {
    const own = repeats.get(accounted.alert.id) ?? [];
    const { checkKey } = accounted.alert;
    more.set(checkKey, (more.get(checkKey) ?? 0) + own.length);
    return { ...accounted, repeats: own };
  });
  const counted = (check: CheckState) => ({ ...check, alerts: check.alerts + (more.get(check.key) ?? 0) });
  const checks = decision.checks.map(counted);
  const { incident } = decision;
  if (incident === null) return { ...decision, alerts, checks };
  const known = new Map([...incident.checks, ...checks.map((check) => [check.key, check] as const)]);
  return { ...decision, alerts, checks, incident: { ...incident, checks: known } };
}
