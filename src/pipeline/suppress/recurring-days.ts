import { Temporal } from 'temporal-polyfill';
import type { Recurrence } from '../../domain/recurrence.js';

/** What never names a day (30 February) is given up after so many periods. */
const MOST_EMPTY_PERIODS = 1500;

type Days = Pick<Recurrence, 'every' | 'interval' | 'weekdays' | 'monthDays' | 'startsOn'>;

/** The days of a recurrence from a day on, earliest first; without end, unless it names none. */
export function* recurringDays(recurrence: Days, from: Temporal.PlainDate): Generator<Temporal.PlainDate> {
  const startsOn = Temporal.PlainDate.from(recurrence.startsOn);
  const earliest = Temporal.PlainDate.compare(from, startsOn) < 0 ? startsOn : from;
  const first = periodOf(recurrence, startsOn);
  let number = Math.floor(periodsBetween(recurrence, first, periodOf(recurrence, earliest)) / recurrence.interval);
  for (let empty = 0; empty < MOST_EMPTY_PERIODS; empty += 1, number += 1) {
    const period = first.add({ [`${recurrence.every}s`]: number * recurrence.interval });
    for (const day of daysOf(recurrence, period, startsOn)) {
      if (Temporal.PlainDate.compare(day, earliest) < 0) continue;
      empty = 0;
      yield day;
    }
  }
}

/** First day of the day, week (from Monday) or month of a day. */
function periodOf({ every }: Days, day: Temporal.PlainDate): Temporal.PlainDate {
  if (every === 'day') return day;
  return every === 'week' ? day.subtract({ days: day.dayOfWeek - 1 }) : day.with({ day: 1 });
}

function periodsBetween({ every }: Days, first: Temporal.PlainDate, later: Temporal.PlainDate): number {
  return first.until(later, { largestUnit: `${every}s` })[`${every}s`];
}

function daysOf(
  recurrence: Days,
  period: Temporal.PlainDate,
  startsOn: Temporal.PlainDate,
): readonly Temporal.PlainDate[] {
  const { every, weekdays, monthDays } = recurrence;
  const length = { day: 1, week: 7, month: period.daysInMonth }[every];
  const isPlain = weekdays.length === 0 && monthDays.length === 0;
  return Array.from({ length }, (_, days) => period.add({ days })).filter((day) => {
    if (!isPlain) return isOnWeekday(weekdays, day) && isOnMonthDay(monthDays, day);
    if (every === 'week') return day.dayOfWeek === startsOn.dayOfWeek;
    return every === 'day' || day.day === startsOn.day;
  });
}

function isOnWeekday(weekdays: Days['weekdays'], day: Temporal.PlainDate): boolean {
  const nth = Math.ceil(day.day / 7);
  const nthFromEnd = -Math.ceil((day.daysInMonth - day.day + 1) / 7);
  const isIt = (one: Days['weekdays'][number]) =>
    one.weekday === day.dayOfWeek && (one.nth === null || one.nth === nth || one.nth === nthFromEnd);
  return weekdays.length === 0 || weekdays.some(isIt);
}

function isOnMonthDay(monthDays: readonly number[], { day, daysInMonth }: Temporal.PlainDate): boolean {
  return monthDays.length === 0 || monthDays.includes(day) || monthDays.includes(day - daysInMonth - 1);
}
