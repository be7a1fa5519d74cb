import { z } from 'zod';
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
  at: timeOfDay,
  timezone,
  for: lengthSeconds.refine((seconds) => seconds <= WEEK_SECONDS, 'a recurring window lasts at most a week'),
  reason: z.string().min(1),
}).refine(({ services, match }) => services || match, 'expected `services` or `match`: what the window covers');
export type WindowEntry = Readonly<z.infer<typeof WindowEntry>>;
