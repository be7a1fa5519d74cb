import type { FeedSubject } from '../../domain/calendar-feed.js';
import type { Shift } from '../../domain/schedule.js';
import type { Schedules } from './compile-schedules.js';
import { shiftsBetween } from './shifts.js';

/** A shift as a calendar shows it: nobody in a gap. */
export interface CalendarShift extends Shift {
  readonly schedule: string;
  /** Equal at every reading, also while an end is cut where the calendar ends. */
  readonly key: string;
}

/** The shifts of a person in all schedules, or of one schedule with its gaps, between two instants (UTC ms). */
export function calendarShifts(
  schedules: Schedules,
  of: FeedSubject,
  { from, to }: { readonly from: number; readonly to: number },
): readonly CalendarShift[] {
  const own = [...schedules.values()].filter(({ schedule }) => of.kind === 'person' || schedule.name === of.name);
  return own.flatMap((compiled) => {
    const { name } = compiled.schedule;
    const shifts = shiftsBetween(compiled, from, to).map((shift) => {
      // An end that is cut moves with the time; the other one names the shift.
      const anchor = shift.startsAt === from ? `until ${shift.endsAt === to ? 'ever' : shift.endsAt}` : shift.startsAt;
      return { ...shift, schedule: name, key: `${name} ${anchor}` };
    });
    if (of.kind === 'schedule') return shifts;
    return joined(shifts.filter(({ people }) => people.includes(of.name)));
  });
}

/** Who stays while others come and go has one entry. */
function joined(shifts: readonly CalendarShift[]): readonly CalendarShift[] {
  const turns: CalendarShift[] = [];
  for (const shift of shifts) {
    const last = turns.at(-1);
    if (last?.endsAt === shift.startsAt) turns[turns.length - 1] = { ...last, endsAt: shift.endsAt };
    else turns.push(shift);
  }
  return turns;
}
