import { z } from 'zod';

/** The days on which something comes back: what is understood of an RRULE (RFC 5545). */
export const Recurrence = z.object({
  /** As it was asked for: `FREQ=MONTHLY;BYDAY=1MO`. */
  rrule: z.string(),
  every: z.enum(['day', 'week', 'month']),
  /** Of so many days, weeks or months one counts. */
  interval: z.number(),
  /** ISO weekdays, 1 = Monday; `nth` of the month, from its end where negative; null: each. None: any weekday. */
  weekdays: z.array(z.object({ weekday: z.number(), nth: z.number().nullable() })),
  /** Days of the month, from its end where negative. None: any. */
  monthDays: z.array(z.number()),
  /** The day from which intervals count and before which nothing happens: `2026-12-01`. */
  startsOn: z.string(),
  /** Nothing starts after it, UTC ms; null: it goes on. A count of times is told by its last one. */
  until: z.number().nullable(),
});
export type Recurrence = Readonly<z.infer<typeof Recurrence>>;
