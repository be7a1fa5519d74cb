import type { CheckState } from '../../domain/check.js';
import type { Incident, TimelineEntry } from '../../domain/incident.js';
import { type Rules, STALE_AFTER_SECONDS } from '../../domain/rules.js';
import { utcMinute } from '../../domain/utc-minute.js';
import { ownSource } from '../normalize/own-alerts.js';

/** When none of these failing checks will have been heard of for as long as their sources may be silent; null: never. */
export function staleAtOf(failing: readonly CheckState[], { sources }: Pick<Rules, 'sources'>): number | null {
  let last: number | null = null;
  for (const { source, lastAlertAt } of failing) {
    const declared = sources.get(source);
    const seconds = declared === undefined ? STALE_AFTER_SECONDS : declared.staleAfterSeconds;
    if (seconds === null || source === ownSource) return null;
    last = Math.max(last ?? 0, lastAlertAt + seconds * 1000);
  }
  return last;
}

/** The line of an incident that has become stale since the last decision about it, or of which is heard again. */
export function staleLines(before: Incident | null, after: Incident, now: number): readonly TimelineEntry[] {
  const wasDue = before?.staleAt ?? null;
  if (before === null || wasDue === null || wasDue > now) return [];
  if (after.staleAt !== wasDue) return [{ at: now, kind: 'note', text: 'no longer stale: it is heard of again' }];
  if (wasDue <= before.updatedAt) return [];
  const lastHeard = Math.max(...[...after.checks.values()].filter((check) => check.failing).map((c) => c.lastAlertAt));
  const text = `stale: nothing was heard of it since ${utcMinute(lastHeard)}; whether it still fails is not known`;
  return [{ at: now, kind: 'note', text }];
}
