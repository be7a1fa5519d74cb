import { z } from 'zod';

/** What people were last told of the shifts of a schedule, or could have been. Instants are UTC ms. */
export const ShiftRecord = z.object({
  v: z.literal(1),
  rev: z.number(),
  schedule: z.string(),
  lookedAt: z.number(),
  /** Up to then the shifts were looked at. */
  horizon: z.number(),
  shifts: z.array(z.object({ people: z.array(z.string()), startsAt: z.number(), endsAt: z.number() })),
  /** The rules that they were of, and when these came into force where it was looked. */
  rulesHash: z.string(),
  rulesLoadedAt: z.number(),
});
export type ShiftRecord = Readonly<z.infer<typeof ShiftRecord>>;
