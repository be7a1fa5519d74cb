import { Temporal } from 'temporal-polyfill';
import type { Recurrence } from '../../domain/recurrence.js';
import type { RecurringWindow } from '../../domain/rules.js';
import { nextOccurrences, type Recurring } from './recurring.js';
import { recurringDays } from './recurring-days.js';

/** On which days it recurs, or what is wrong with it: a sentence that names the part. */
export type ReadRrule = Pick<RecurringWindow, 'weekdays' | 'recurrence'> | { readonly wrong: string };

const PARTS = ['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'COUNT', 'UNTIL', 'WKST'] as const;
type Part = (typeof PARTS)[number];
const PERIODS: Readonly<Record<string, Recurrence['every']>> = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month' };
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const MOST_TIMES = 1000;
const LONGEST_INTERVAL = 366;
/** Times are counted one by one, and nobody plans further. */
const FARTHEST_MS = 20 * 366 * 86_400_000;

/** A part that cannot be read; its message is for the author of the rule. */
class WrongPart extends Error {}

/**
 * Reads an RRULE (RFC 5545): FREQ=DAILY, WEEKLY or MONTHLY with INTERVAL, BYDAY, BYMONTHDAY, COUNT and UNTIL. `startsOn` is the
 * day from which intervals and times count, `2026-12-01`; null: not given, which is wrong where something counts from it.
 */
export function readRrule(
  text: string,
  { startsOn, ...clock }: Pick<Recurring, 'atMinutes' | 'timezone'> & { readonly startsOn: string | null },
): ReadRrule {
  try {
    const rrule = text
      .trim()
      .replace(/^RRULE:/i, '')
      .toUpperCase();
    const parts = partsOf(rrule);
    refuseOtherAges(startsOn);
    const days = daysOf(parts);
    if (startsOn === null && needsStart(parts, days)) {
      throw new WrongPart(
        'INTERVAL, COUNT and a FREQ without BYDAY or BYMONTHDAY need `startsOn`: the day they count from',
      );
    }
    const recurrence = { rrule, ...days, startsOn: startsOn ?? '1970-01-01', until: null };
    if (recurringDays(recurrence, Temporal.PlainDate.from(recurrence.startsOn)).next().done === true) {
      throw new WrongPart('it names no day that there ever is');
    }
    const until = untilOf(parts, { recurrence, ...clock });
    const isPlain = startsOn === null && until === null && days.interval === 1 && days.monthDays.length === 0;
    if (!isPlain || days.every === 'month') return { weekdays: [], recurrence: { ...recurrence, until } };
    return { weekdays: plainWeekdays(days.weekdays) };
  } catch (error) {
    if (error instanceof WrongPart) return { wrong: error.message };
    throw error;
  }
}

function refuseOtherAges(startsOn: string | null): void {
  const year = Number((startsOn ?? '2000').slice(0, 4));
  if (!(year >= 1970 && year < 2200)) throw new WrongPart('`startsOn` lies too far away');
}

type Parts = ReadonlyMap<Part, string>;
type Days = Pick<Recurrence, 'every' | 'interval' | 'weekdays' | 'monthDays'>;

function partsOf(rrule: string): Parts {
  const parts = new Map<Part, string>();
  for (const text of rrule.split(';').filter((one) => one !== '')) {
    const [name = '', value = '', ...more] = text.split('=');
    const part = PARTS.find((known) => known === name);
    if (part === undefined) {
      throw new WrongPart(
        `${name.slice(0, 30)} is not supported: FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT and UNTIL are`,
      );
    }
    if (value === '' || more.length > 0) throw new WrongPart(`expected ${part}=value`);
    if (parts.has(part)) throw new WrongPart(`${part} is given twice`);
    parts.set(part, value);
  }
  return parts;
}

function daysOf(parts: Parts): Days {
  const every = PERIODS[parts.get('FREQ') ?? ''];
  if (every === undefined)
    throw new WrongPart(`FREQ=${parts.get('FREQ') ?? ''} is not supported: DAILY, WEEKLY and MONTHLY are`);
  const interval = numberOf(parts, 'INTERVAL', LONGEST_INTERVAL) ?? 1;
  if (parts.has('WKST') && parts.get('WKST') !== 'MO' && every === 'week' && interval > 1) {
    throw new WrongPart(`WKST=${parts.get('WKST')} is not supported with INTERVAL: weeks begin on Monday (MO)`);
  }
  if (every === 'week' && parts.has('BYMONTHDAY')) throw new WrongPart('BYMONTHDAY does not go with FREQ=WEEKLY');
  const weekdays = listOf(parts, 'BYDAY').map((one) => weekdayOf(one, every));
  return { every, interval, weekdays, monthDays: listOf(parts, 'BYMONTHDAY').map(monthDayOf) };
}

function weekdayOf(text: string, every: Days['every']): Days['weekdays'][number] {
  const [, ordinal, name = ''] = /^([+-]?\d)?([A-Z]{2})$/.exec(text) ?? [];
  const weekday = WEEKDAYS.indexOf(name) + 1;
  const nth = ordinal === undefined ? null : Number(ordinal);
  if (weekday === 0 || (nth !== null && (nth === 0 || Math.abs(nth) > 5))) {
    throw new WrongPart(
      `BYDAY=${text.slice(0, 30)}: expected weekdays such as MO,WE, with FREQ=MONTHLY also 1MO or -1FR`,
    );
  }
  if (nth !== null && every !== 'month')
    throw new WrongPart(`BYDAY=${text}: the ${ordinal} goes with FREQ=MONTHLY only`);
  return { weekday, nth };
}

function monthDayOf(text: string): number {
  const day = /^[+-]?\d{1,2}$/.test(text) ? Number(text) : 0;
  if (day !== 0 && Math.abs(day) <= 31) return day;
  throw new WrongPart(`BYMONTHDAY=${text.slice(0, 30)}: expected days of the month such as 1,15 or -1 for the last`);
}

function needsStart(parts: Parts, { every, interval, weekdays, monthDays }: Days): boolean {
  return interval > 1 || parts.has('COUNT') || (every !== 'day' && weekdays.length + monthDays.length === 0);
}

function untilOf(
  parts: Parts,
  given: Pick<Recurring, 'atMinutes' | 'timezone'> & { readonly recurrence: Recurrence },
): number | null {
  const count = numberOf(parts, 'COUNT', MOST_TIMES);
  const text = parts.get('UNTIL');
  if (text !== undefined) {
    if (count !== null) throw new WrongPart('COUNT and UNTIL are both given: an end is one of them');
    return instantOf(text, given.timezone);
  }
  if (count === null) return null;
  const before = Temporal.PlainDate.from(given.recurrence.startsOn).subtract({ days: 1 });
  const from = before.toZonedDateTime(given.timezone).epochMilliseconds;
  const times = nextOccurrences({ ...given, weekdays: [], lengthSeconds: 0 }, from, count, from + FARTHEST_MS);
  if (times.length < count)
    throw new WrongPart(`COUNT=${count}: the last time lies more than 20 years after the first`);
  return times.at(-1)?.startsAt ?? null;
}

/** `20261231` is the whole day in the zone of the window, `20261231T120000Z` an instant. */
function instantOf(text: string, timezone: string): number {
  const wrong = new WrongPart(
    `UNTIL=${text.slice(0, 30)}: expected a day such as 20261231, or an instant such as 20261231T120000Z`,
  );
  if (!/^\d{8}(T\d{6}Z)?$/.test(text)) throw wrong;
  try {
    if (text.endsWith('Z')) return Temporal.Instant.from(text).epochMilliseconds;
    return Temporal.PlainDate.from(text).add({ days: 1 }).toZonedDateTime(timezone).epochMilliseconds - 1;
  } catch {
    throw wrong;
  }
}

function numberOf(parts: Parts, part: Part, most: number): number | null {
  const text = parts.get(part);
  if (text === undefined) return null;
  const number = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  throw new WrongPart(`${part}=${text.slice(0, 30)}: expected a number from 1 to ${most}`);
}

function listOf(parts: Parts, part: Part): readonly string[] {
  return parts.get(part)?.split(',') ?? [];
}

function plainWeekdays(weekdays: Days['weekdays']): number[] {
  const named = weekdays.length === 0 ? WEEKDAYS.map((_, place) => place + 1) : weekdays.map(({ weekday }) => weekday);
  return [...new Set(named)].sort((a, b) => a - b);
}
