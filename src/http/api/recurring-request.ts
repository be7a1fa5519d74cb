import { z } from 'zod';
import type { WindowSpan } from '../../domain/access.js';
import { parseDuration } from '../../domain/duration.js';
import { Matcher } from '../../domain/matcher.js';
import type { Rules } from '../../domain/rules.js';
import type { RecurringRequest } from '../../engine/use-cases.js';
import type { InputFault } from '../../ports.js';
import { invalid } from './api-error.js';
import { scopeFaults } from './window-request.js';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const RRULE_DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const WEEK_SECONDS = 604_800;
const Weekday = z.enum(WEEKDAYS);

/** A window that comes back: weekdays (or an RRULE that says just that), a wall-clock start in a zone, and a length. */
export const RecurringBody = z.strictObject({
  services: z.array(z.string()).max(200).optional(),
  match: z.union([Matcher, z.array(Matcher).max(50)]).optional(),
  weekdays: z.array(Weekday).min(1).max(7).optional().meta({ description: 'Or `rrule`; neither: every day.' }),
  rrule: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'RFC 5545, weekly or daily: `FREQ=WEEKLY;BYDAY=MO,WE` or `FREQ=DAILY`.' }),
  at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as 13:00'),
  timezone: z.string().refine(isZone, 'expected a time zone of the IANA list such as America/Los_Angeles'),
  for: z
    .string()
    .refine((text) => (parseDuration(text) ?? 0) > 0, 'expected a duration such as 30m or 2h')
    .refine((text) => (parseDuration(text) ?? 0) <= WEEK_SECONDS, 'an occurrence lasts at most a week'),
  reason: z.string().trim().min(1, 'say why').max(500),
  confirm: z.string().max(100).optional(),
});
type RecurringBody = Readonly<z.output<typeof RecurringBody>>;

/** What a body asks for, checked against the rules; throws a 400 that names every wrong field. */
export function recurringRequest(body: RecurringBody, rules: Rules): RecurringRequest {
  const services = body.services ?? [];
  const match = body.match === undefined ? [] : [body.match].flat();
  const weekdays = weekdaysOf(body);
  const faults = [...scopeFaults(services, match, rules), ...(Array.isArray(weekdays) ? [] : [weekdays])];
  if (faults.length > 0 || !Array.isArray(weekdays)) throw invalid(faults);
  const [hours = 0, minutes = 0] = body.at.split(':').map(Number);
  const { timezone, reason, confirm } = body;
  const lengthSeconds = parseDuration(body.for) ?? 0;
  return { services, match, weekdays, atMinutes: hours * 60 + minutes, timezone, lengthSeconds, reason, confirm };
}

/** For who may: all occurrences of a week together, so that owners cannot silence their services for good day by day. */
export function recurringSpan(request: RecurringRequest, now: number): WindowSpan {
  const { services, match, weekdays, lengthSeconds } = request;
  return { services, match, startsAt: now, endsAt: now + weekdays.length * lengthSeconds * 1000 };
}

/** `mon`, `wed`: ISO weekdays as the API says them. */
export function weekdayWords(weekdays: readonly number[]): z.infer<typeof Weekday>[] {
  return WEEKDAYS.filter((_, place) => weekdays.includes(place + 1));
}

function weekdaysOf({ weekdays, rrule }: RecurringBody): number[] | InputFault {
  if (rrule === undefined) return inOrder((weekdays ?? WEEKDAYS).map((day) => WEEKDAYS.indexOf(day) + 1));
  if (weekdays !== undefined) return { path: 'rrule', message: 'give either weekdays or rrule, not both' };
  const parts = new Map(
    rrule
      .replace(/^RRULE:/i, '')
      .toUpperCase()
      .split(';')
      .map((part) => part.split('=') as [string, string | undefined]),
  );
  const days = (parts.get('BYDAY') ?? RRULE_DAYS.join()).split(',').map((day) => RRULE_DAYS.indexOf(day) + 1);
  const known = [...parts.keys()].every((name) => name === 'FREQ' || name === 'BYDAY' || name === 'WKST');
  const isWeekly = parts.get('FREQ') === 'DAILY' || (parts.get('FREQ') === 'WEEKLY' && parts.has('BYDAY'));
  if (known && isWeekly && !days.includes(0)) return inOrder(days);
  const message =
    'expected FREQ=WEEKLY;BYDAY=MO,WE or FREQ=DAILY: months, intervals, counts and ends are not understood';
  return { path: 'rrule', message };
}

function inOrder(days: readonly number[]): number[] {
  return [...new Set(days)].sort((a, b) => a - b);
}

function isZone(text: string): boolean {
  try {
    return /^[A-Za-z]/.test(text) && new Intl.DateTimeFormat('en', { timeZone: text }).format(0) !== '';
  } catch {
    return false;
  }
}
