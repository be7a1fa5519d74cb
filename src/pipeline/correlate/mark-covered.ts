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
  const checks = new Map(correlated.checks);
  const joined = new Set(correlated.joined);
  for (const [key, check] of correlated.checks) {
    const is = { covered: covered.has(key), joins: correlated.joined.has(key), now };
    const marked = withCover(check, is);
    if (marked !== check) checks.set(key, marked);
    if (marked !== check && !is.covered && isNews(check, takenAt)) joined.add(key);
  }
  return { ...correlated, checks, joined };
}

function withCover(
  check: CheckState,
  { covered, joins, now }: { readonly covered: boolean; readonly joins: boolean; readonly now: number },
): CheckState {
  if (covered && joins) return { ...check, covered, joinedCoveredAt: now };
  return covered === (check.covered ?? false) ? check : { ...check, covered };
}

/** Of a check that comes out of its cover. */
function isNews({ failing, joinedCoveredAt = 0 }: CheckState, takenAt: number | null): boolean {
  return failing && (takenAt === null || joinedCoveredAt > takenAt);
}
