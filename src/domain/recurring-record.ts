import { z } from 'zod';
import { Matcher } from './matcher.js';
import { Recurrence } from './recurrence.js';

/** A recurring window that somebody made by the API, beside those of the rules. Instants are UTC ms. */
export const RecurringRecord = z.object({
  v: z.literal(1),
  id: z.string(),
  rev: z.number(),
  services: z.array(z.string()),
  match: z.array(Matcher),
  /** ISO weekdays, 1 = Monday. */
  weekdays: z.array(z.number()),
  /** In place of weekdays. */
  recurrence: Recurrence.optional(),
  /** Minutes of the day of its start. */
  atMinutes: z.number(),
  /** IANA zone. */
  timezone: z.string(),
  lengthSeconds: z.number(),
  reason: z.string(),
  createdBy: z.string(),
  via: z.string(),
  createdAt: z.number(),
  /** Set: it recurs no more. */
  endedAt: z.number().nullable(),
  endedBy: z.string().nullable(),
});
export type RecurringRecord = Readonly<z.infer<typeof RecurringRecord>>;
