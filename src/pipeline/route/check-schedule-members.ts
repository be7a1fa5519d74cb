import type { RulesFault } from '../../domain/rules.js';
import { shiftsBetween } from '../schedule/shifts.js';
import { faultAt } from './fault.js';
import { isReachable } from './people.js';
import { representativeMondays, weekZone } from './representative-weeks.js';
import type { RuleIndex } from './rule-index.js';

const WEEK_MS = 604_800_000;

/** Errors: a member who cannot be reached, a schedule in which nobody is ever on call. */
export function checkScheduleMembers(index: RuleIndex): readonly RulesFault[] {
  return [...index.rules.schedules.values()].flatMap((schedule) => {
    const origin = schedule.origin ?? null;
    const members = [...new Set(schedule.rotations.flatMap((rotation) => rotation.members))];
    const mute = members.filter((name) => {
      const person = index.rules.people.get(name);
      return person === undefined || !isReachable(person);
    });
    return [
      ...mute.map((name) => faultAt(origin, `${name} of schedule ${schedule.name} cannot be reached`, 'error')),
      ...(isEverOnCall(index, schedule.name) ? [] : [faultAt(origin, emptyText(schedule), 'error')]),
    ];
  });
}

function isEverOnCall(index: RuleIndex, name: string): boolean {
  const schedule = index.schedules.get(name);
  if (schedule === undefined) return false;
  const zone = weekZone(index);
  const mondays = representativeMondays(index).map((monday) => monday.toZonedDateTime(zone).epochMilliseconds);
  const begins = [schedule, ...schedule.leaders].flatMap(({ layers }) => layers.map((one) => one.rotation.startsAt));
  return [...mondays, ...begins].some((from) => {
    return shiftsBetween(schedule, from, from + WEEK_MS).some(({ people }) => people.length > 0);
  });
}

function emptyText({ name, follows }: { readonly name: string; readonly follows: string | null }): string {
  if (follows === null) return `nobody is ever on call in schedule ${name}`;
  return `nobody is ever on call in schedule ${name}: nobody ever comes next in ${follows}`;
}
