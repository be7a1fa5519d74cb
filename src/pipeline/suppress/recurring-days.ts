import { Temporal } from 'temporal-polyfill';
import type { Recurrence } from '../../domain/recurrence.js';

/** What never names a day (30 February) is given up after so many months; Mondays that are 29 February lie 40 years apart. */
const MOST_EMPTY_MONTHS = 500;

type Days = Pick<Recurrence, 'every' | 'interval' | 'weekdays' | 'monthDays' | 'startsOn'>;

/**
 * The days of a recurrence from a day on, earliest first; without end, unless it names none. Walks by months and tells their
 * days by numbers: a calendar is asked once for each month and once for each day that is named.
 */
export function* recurringDays(recurrence: Days, from: Temporal.PlainDate): Generator<Temporal.PlainDate> {
  const startsOn = Temporal.PlainDate.from(recurrence.startsOn);
  const earliest = Temporal.PlainDate.compare(from, startsOn) < 0 ? startsOn : from;
  let month = earliest.with({ day: 1 });
  let firstDay = earliest.day;
  for (let empty = 0; empty < MOST_EMPTY_MONTHS; empty += 1) {
    for (const day of namedDays(recurrence, month, startsOn)) {
      if (day < firstDay) continue;
      empty = 0;
      yield month.with({ day });
    }
    month = month.add({ months: 1 });
    firstDay = 1;
  }
}

/** A day of a month by its numbers. */
interface Numbers {
  readonly day: number;
  readonly daysInMonth: number;
  readonly dayOfWeek: number;
}

function namedDays(recurrence: Days, month: Temporal.PlainDate, startsOn: Temporal.PlainDate): readonly number[] {
  const { daysInMonth, dayOfWeek: firstWeekday } = month;
  const isInTurn = turnsOf(recurrence, month, startsOn);
  const start: Numbers = { day: startsOn.day, daysInMonth, dayOfWeek: startsOn.dayOfWeek };
  return Array.from({ length: daysInMonth }, (_, n) => n + 1).filter((day) => {
    const numbers = { day, daysInMonth, dayOfWeek: ((firstWeekday - 1 + day - 1) % 7) + 1 };
    return isInTurn(day) && isNamed(recurrence, numbers, start);
  });
}

/** Of every so many days, weeks (from Monday) or months, counted from the first day: whether a day of the month is in one that counts. */
function turnsOf(
  { every, interval }: Days,
  month: Temporal.PlainDate,
  startsOn: Temporal.PlainDate,
): (day: number) => boolean {
  if (interval === 1) return () => true;
  if (every === 'month') {
    const months = startsOn.with({ day: 1 }).until(month, { largestUnit: 'months' }).months;
    return () => months % interval === 0;
  }
  const origin = every === 'week' ? startsOn.subtract({ days: startsOn.dayOfWeek - 1 }) : startsOn;
  const days = origin.until(month, { largestUnit: 'days' }).days;
  const length = every === 'week' ? 7 : 1;
  return (day) => Math.floor((days + day - 1) / length) % interval === 0;
}

function isNamed({ every, weekdays, monthDays }: Days, day: Numbers, start: Numbers): boolean {
  if (weekdays.length > 0 || monthDays.length > 0) return isOnWeekday(weekdays, day) && isOnMonthDay(monthDays, day);
  if (every === 'week') return day.dayOfWeek === start.dayOfWeek;
  return every === 'day' || day.day === start.day;
}

function isOnWeekday(weekdays: Days['weekdays'], { day, daysInMonth, dayOfWeek }: Numbers): boolean {
  const nth = Math.ceil(day / 7);
  const nthFromEnd = -Math.ceil((daysInMonth - day + 1) / 7);
  const isIt = (one: Days['weekdays'][number]) =>
    one.weekday === dayOfWeek && (one.nth === null || one.nth === nth || one.nth === nthFromEnd);
  return weekdays.length === 0 || weekdays.some(isIt);
}

function isOnMonthDay(monthDays: readonly number[], { day, daysInMonth }: Numbers): boolean {
  return monthDays.length === 0 || monthDays.includes(day) || monthDays.includes(day - daysInMonth - 1);
}
