import { z } from 'zod';
import { type DeadLetter, DeadLetterEnd } from '../../../domain/delivery.js';
import { Instant, isoTime } from './shared-fields.js';

/** A page that no contact method of its person could carry. */
export const DeadLetterResource = z
  .object({
    id: z.string(),
    at: Instant,
    person: z.string(),
    incidentId: z.string().nullable(),
    notificationId: z.string(),
    reason: z.string(),
    end: DeadLetterEnd.extend({ at: Instant })
      .nullable()
      .meta({ description: 'What somebody has done about it; null: nothing.' }),
    unchanged: z.string().optional().meta({ description: 'Why an action changed nothing.' }),
  })
  .meta({ id: 'DeadLetter' });

export function deadLetterResource(letter: DeadLetter): z.input<typeof DeadLetterResource> {
  const { id, at, person, incidentId, notificationId, reason, end } = letter;
  const done = end === null ? null : { ...end, at: isoTime(end.at) };
  return { id, at: isoTime(at), person, incidentId, notificationId, reason, end: done };
}
