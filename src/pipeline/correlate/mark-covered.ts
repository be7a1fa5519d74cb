import type { CheckState } from '../../domain/check.js';
import type { Incident } from '../../domain/incident.js';
import type { Correlated } from './correlate.js';

/**
 * Checks remember whether they are covered, and when they joined under their cover. What comes out of it joins anew; where somebody has
 * taken the incident, only what joined since: they have the rest. `covered`: keys of the checks that a window, a downtime, or what
 * they depend on covers.
 */
export function markCovered(
  correlated: Correlated,
  covered: { has(key: string): boolean },
  { incident, now }: { readonly incident: Incident; readonly now: number },
): Correlated {
  const takenAt = incident.state === 'acknowledged' ? (incident.acknowledgedAt ?? now) : null;
  const mark = (check: CheckState): CheckState => {
    const isCovered = covered.has(check.key);
    if (isCovered && correlated.joined.has(check.key)) return { ...check, covered: true, joinedCoveredAt: now };
    return isCovered === (check.covered ?? false) ? check : { ...check, covered: isCovered };
  };
  const marked = changedBy(correlated.checks.values(), mark);
  if (marked.length === 0) return correlated;
  const checks = new Map(correlated.checks);
  const joined = new Set(correlated.joined);
  for (const check of marked) {
    checks.set(check.key, check);
    if (check.covered !== true && isNews(check, takenAt)) joined.add(check.key);
  }
  return { ...correlated, checks, joined };
}

/** Those that are not as they were, as they are now. */
function changedBy(checks: Iterable<CheckState>, mark: (check: CheckState) => CheckState): readonly CheckState[] {
  const changed: CheckState[] = [];
  for (const check of checks) {
    const marked = mark(check);
    if (marked !== check) changed.push(marked);
  }
  return changed;
}

/** Of a check that comes out of its cover. */
function isNews({ failing, joinedCoveredAt = 0 }: CheckState, takenAt: number | null): boolean {
  return failing && (takenAt === null || joinedCoveredAt > takenAt);
}
