const SHORTEST_MS = 60_000;
const LONGEST_MS = 7 * 86_400_000;

/** Why an incident cannot be snoozed until then (UTC ms), for people; null: it can. */
export function judgeSnooze(until: number, now: number): string | null {
  if (until <= now) return 'it must end in the future';
  if (until - now < SHORTEST_MS) return 'it lasts at least a minute';
  return until - now > LONGEST_MS ? 'it lasts at most a week: open a maintenance window for longer' : null;
}
