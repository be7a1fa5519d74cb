import { z } from 'zod';
import { readRrule } from '../../../pipeline/suppress/read-rrule.js';
import { calendarDay } from '../values/calendar-day.js';
import { lengthSeconds } from '../values/durations.js';
import { newName } from '../values/names.js';
import { fields, oneOrMany } from '../values/shapes.js';
import { timeOfDay, timeRange, timezone, weekdayRange } from '../values/week-times.js';
import { Matchers } from './services.js';

const WEEK_SECONDS = 604_800;

/** One of `hours`. */
export const HoursEntry = fields({
  timezone,
  weekdays: oneOrMany(weekdayRange).optional(),
  times: oneOrMany(timeRange).optional(),
});
export type HoursEntry = Readonly<z.infer<typeof HoursEntry>>;

/** One of `maintenance`: a recurring window. */
export const WindowEntry = fields({
  name: newName,
  services: oneOrMany(newName).optional(),
  match: Matchers.optional(),
  weekdays: oneOrMany(weekdayRange).optional(),
  rrule: z.string().max(200).optional(),
  startsOn: calendarDay.optional(),
  at: timeOfDay,
  timezone,
  for: lengthSeconds.refine((seconds) => seconds <= WEEK_SECONDS, 'a recurring window lasts at most a week'),
  reason: z.string().min(1),
})
  .refine(({ services, match }) => services || match, 'expected `services` or `match`: what the window covers')
  .check((context) => {
    const wrong = wrongDays(context.value);
    if (wrong !== null) context.issues.push({ code: 'custom', input: context.value, ...wrong });
  });
export type WindowEntry = Readonly<z.infer<typeof WindowEntry>>;

/** What is wrong with the days on which a window recurs; null: nothing. */
function wrongDays(entry: {
  readonly weekdays?: unknown;
  readonly rrule?: string | undefined;
  readonly startsOn?: string | undefined;
  readonly at: number;
  readonly timezone: string;
}): { readonly path: string[]; readonly message: string } | null {
  const { rrule, weekdays, startsOn = null, at, timezone } = entry;
  if (rrule === undefined) {
    return startsOn === null ? null : { path: ['startsOn'], message: 'goes with `rrule` only' };
  }
  if (weekdays !== undefined) return { path: ['rrule'], message: 'give either `weekdays` or `rrule`, not both' };
  const days = readRrule(rrule, { startsOn, atMinutes: at, timezone });
  return 'wrong' in days ? { path: ['rrule'], message: days.wrong } : null;
}
