import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { WindowSpan } from '../../domain/access.js';
import { parseDuration } from '../../domain/duration.js';
import { Matcher } from '../../domain/matcher.js';
import type { Rules } from '../../domain/rules.js';
import type { RecurringRequest } from '../../engine/use-cases.js';
import { readRrule } from '../../pipeline/suppress/read-rrule.js';
import { LONGEST_OCCURRENCE_MS, nextOccurrences } from '../../pipeline/suppress/recurring.js';
import type { InputFault } from '../../ports.js';
import { invalid } from './api-error.js';
import { scopeFaults } from './window-request.js';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const Weekday = z.enum(WEEKDAYS);

/** A window that comes back: weekdays or an RRULE, a wall-clock start in a zone, and a length. */
export const RecurringBody = z.strictObject({
  services: z.array(z.string()).max(200).optional(),
  match: z.union([Matcher, z.array(Matcher).max(50)]).optional(),
  weekdays: z.array(Weekday).min(1).max(7).optional().meta({ description: 'Or `rrule`; neither: every day.' }),
  rrule: z.string().max(200).optional().meta({
    description:
      'RFC 5545: `FREQ=DAILY`, `WEEKLY` or `MONTHLY` with `INTERVAL`, `BYDAY` (monthly also `1MO`, `-1FR`), `BYMONTHDAY`, `COUNT` and `UNTIL`, such as `FREQ=MONTHLY;BYDAY=1MO`.',
  }),
  startsOn: z.string().refine(isDay, 'expected a day such as 2026-12-01').optional().meta({
    description: 'The day from which `INTERVAL` and `COUNT` count; absent: the first one whose start lies ahead.',
  }),
  at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as 13:00'),
  timezone: z.string().refine(isZone, 'expected a time zone of the IANA list such as America/Los_Angeles'),
  for: z
    .string()
    .refine((text) => (parseDuration(text) ?? 0) > 0, 'expected a duration such as 30m or 2h')
    .refine((text) => (parseDuration(text) ?? 0) <= LONGEST_OCCURRENCE_MS / 1000, 'an occurrence lasts at most a week'),
  reason: z.string().trim().min(1, 'say why').max(500),
  confirm: z.string().max(100).optional(),
});
type RecurringBody = Readonly<z.output<typeof RecurringBody>>;

/** What a body asks for, checked against the rules; throws a 400 that names every wrong field. */
export function recurringRequest(body: RecurringBody, rules: Rules, now: number): RecurringRequest {
  const services = body.services ?? [];
  const match = body.match === undefined ? [] : [body.match].flat();
  const days = daysOf(body, now);
  const faults = [...scopeFaults(services, match, rules), ...('path' in days ? [days] : [])];
  if (faults.length > 0 || 'path' in days) throw invalid(faults);
  const { timezone, reason, confirm } = body;
  const lengthSeconds = parseDuration(body.for) ?? 0;
  return { services, match, ...days, atMinutes: minutesOf(body.at), timezone, lengthSeconds, reason, confirm };
}

/** For who may: all occurrences of a week together, so that owners cannot silence their services for good day by day. */
export function recurringSpan(request: RecurringRequest, now: number): WindowSpan {
  const { services, match, lengthSeconds } = request;
  return { services, match, startsAt: now, endsAt: now + daysOfAWeek(request) * lengthSeconds * 1000 };
}

/** `mon`, `wed`: ISO weekdays as the API says them. */
export function weekdayWords(weekdays: readonly number[]): z.infer<typeof Weekday>[] {
  return WEEKDAYS.filter((_, place) => weekdays.includes(place + 1));
}

type Days = Pick<RecurringRequest, 'weekdays' | 'recurrence'>;

function daysOf(body: RecurringBody, now: number): Days | InputFault {
  const { weekdays, rrule, startsOn } = body;
  if (rrule !== undefined && weekdays !== undefined) {
    return { path: 'rrule', message: 'give either weekdays or rrule, not both' };
  }
  if (rrule !== undefined) return daysOfRule(body, rrule, now);
  if (startsOn !== undefined) return { path: 'startsOn', message: 'goes with rrule only' };
  return { weekdays: inOrder((weekdays ?? WEEKDAYS).map((day) => WEEKDAYS.indexOf(day) + 1)) };
}

function daysOfRule({ startsOn, at, timezone }: RecurringBody, rrule: string, now: number): Days | InputFault {
  const clock = { atMinutes: minutesOf(at), timezone };
  const read = (first: string | null) => readRrule(rrule, { ...clock, startsOn: first });
  const asSaid = read(startsOn ?? null);
  const days = 'wrong' in asSaid && startsOn === undefined ? read(firstFitting(read, clock, now)) : asSaid;
  if ('wrong' in days) return { path: 'rrule', message: days.wrong };
  const recurs = nextOccurrences({ ...days, ...clock, lengthSeconds: 0 }, now, 1).length > 0;
  return recurs ? days : { path: 'rrule', message: 'it is over: nothing would happen from now on' };
}

interface WallClock {
  readonly atMinutes: number;
  readonly timezone: string;
}

/** The first day that fits but for the interval, and whose start still lies ahead: intervals and times are counted from it. */
function firstFitting(read: (first: string) => ReturnType<typeof readRrule>, clock: WallClock, now: number): string {
  const ahead = firstDay(clock, { weekdays: [1, 2, 3, 4, 5, 6, 7] }, now);
  const days = read(ahead);
  if ('wrong' in days || days.recurrence === undefined) return ahead;
  return firstDay(clock, { weekdays: [], recurrence: { ...days.recurrence, interval: 1, until: null } }, now);
}

function firstDay(clock: WallClock, days: Days, now: number): string {
  const start = nextOccurrences({ ...clock, ...days, lengthSeconds: 0 }, now, 1)[0]?.startsAt ?? now;
  return Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(clock.timezone).toPlainDate().toString();
}

function minutesOf(at: string): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  return hours * 60 + minutes;
}

/** On how many days of a week it recurs, at most. */
function daysOfAWeek({ weekdays, recurrence }: Days): number {
  if (recurrence === undefined) return weekdays.length;
  const { every, interval, weekdays: named, monthDays } = recurrence;
  if (every === 'day' && named.length === 0) return Math.ceil(WEEKDAYS.length / interval);
  return Math.min(WEEKDAYS.length, Math.max(1, named.length, monthDays.length));
}

function inOrder(days: readonly number[]): number[] {
  return [...new Set(days)].sort((a, b) => a - b);
}

function isDay(text: string): boolean {
  return z.iso.date().safeParse(text).success;
}

function isZone(text: string): boolean {
  try {
    return /^[A-Za-z]/.test(text) && new Intl.DateTimeFormat('en', { timeZone: text }).format(0) !== '';
  } catch {
    return false;
  }
}
