import { z } from 'zod';
import { type CalendarFeed, FeedSubject } from '../../../domain/calendar-feed.js';
import { Instant, isoTime, isoTimeOrNull } from './shared-fields.js';

export const FeedResource = z
  .object({
    id: z.string(),
    of: FeedSubject,
    createdBy: z.string(),
    createdAt: Instant,
    revokedBy: z.string().nullable(),
    revokedAt: Instant.nullable(),
    unchanged: z.string().optional().meta({ description: 'Why an action changed nothing.' }),
  })
  .meta({ id: 'CalendarFeed' });

export function feedResource(feed: CalendarFeed): z.input<typeof FeedResource> {
  const { id, of, createdBy, createdAt, revokedBy, revokedAt } = feed;
  return { id, of, createdBy, revokedBy, createdAt: isoTime(createdAt), revokedAt: isoTimeOrNull(revokedAt) };
}
