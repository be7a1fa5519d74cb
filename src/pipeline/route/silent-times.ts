import { onCallAt } from '../schedule/on-call.js';
import { formatStretches } from './format-stretches.js';
import { schedulesOf } from './off-duty.js';
import { weekZone } from './representative-weeks.js';
import type { RuleIndex } from './rule-index.js';
import type { Stretch, Week } from './week-moments.js';

/** When something reaches nobody. */
export interface Question {
  readonly reachesSomebody: (at: number) => boolean;
  /** Names that might lead to somebody, for the reason. */
  readonly names: readonly string[];
}

/**
 * When nobody is reached, in words, of the first week in which that happens, with the schedules in which nobody is on call
 * then; null: never.
 */
export function silentTimes(
  index: RuleIndex,
  weeks: readonly Week[],
  { reachesSomebody, names }: Question,
): string | null {
  const silence = new Map<string, boolean>();
  const isSilent = ({ inForce, startsAt }: Stretch): boolean => {
    const known = silence.get(inForce) ?? !reachesSomebody(startsAt);
    silence.set(inForce, known);
    return known;
  };
  for (const { stretches, date } of weeks) {
    const bad = stretches.filter(isSilent);
    if (bad.length === 0) continue;
    const when = formatStretches(weekZone(index), stretches, bad);
    return `${when}${date === null ? '' : ` (week of ${date})`}${gapText(index, names, bad)}`;
  }
  return null;
}

function gapText(index: RuleIndex, names: readonly string[], bad: readonly Stretch[]): string {
  const empty = [...schedulesOf(index, names)].filter((name) => {
    const schedule = index.schedules.get(name);
    return schedule !== undefined && bad.some(({ startsAt }) => onCallAt(schedule, startsAt).length === 0);
  });
  return empty.length === 0 ? '' : `: nobody is on call in ${empty.join(' and ')} then`;
}
