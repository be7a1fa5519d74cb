import { z } from 'zod';

/** What a calendar shows: the shifts of one person, or those of one schedule. */
export const FeedSubject = z.object({ kind: z.enum(['person', 'schedule']), name: z.string() });
export type FeedSubject = Readonly<z.infer<typeof FeedSubject>>;

/** A secret address of a calendar. Only the hash of its secret is kept; instants are UTC ms. */
export const CalendarFeed = z.object({
  v: z.literal(1),
  id: z.string(),
  of: FeedSubject,
  /** SHA-256 of the secret, hex. */
  secretHash: z.string(),
  createdBy: z.string(),
  createdAt: z.number(),
  revokedBy: z.string().nullable(),
  revokedAt: z.number().nullable(),
});
export type CalendarFeed = Readonly<z.infer<typeof CalendarFeed>>;
