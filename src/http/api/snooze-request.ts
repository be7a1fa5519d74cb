import { z } from 'zod';
import { parseDuration } from '../../domain/duration.js';
import { judgeSnooze } from '../../pipeline/escalate/judge-snooze.js';
import { ActionBody } from './act.js';
import { invalid } from './api-error.js';
import { Instant } from './resources/shared-fields.js';

/** Until when an incident is to be quiet: a length or an instant, exactly one of them. */
export const SnoozeBody = ActionBody.extend({
  for: z
    .string()
    .refine((text) => parseDuration(text) !== null, 'expected a duration such as 30m, 2h or 1d')
    .optional()
    .meta({ description: 'So long from now: a minute to a week.' }),
  until: Instant.optional().meta({ description: 'Its end instead of `for`.' }),
}).meta({ id: 'Snooze' });

/** UTC ms of the end. Throws a 400 that names the field where there is none, or none that is allowed. */
export function snoozeEnd(body: z.output<typeof SnoozeBody>, now: number): number {
  if (body.for !== undefined && body.until !== undefined) {
    throw invalid([{ path: 'for', message: 'give either for or until, not both' }]);
  }
  const until = body.until === undefined ? endAfter(body.for, now) : Date.parse(body.until);
  if (until === null) throw invalid([{ path: 'for', message: 'say until when: for (2h) or until' }]);
  const fault = judgeSnooze(until, now);
  if (fault !== null) throw invalid([{ path: body.for === undefined ? 'until' : 'for', message: fault }]);
  return until;
}

function endAfter(length: string | undefined, now: number): number | null {
  const seconds = length === undefined ? null : parseDuration(length);
  return seconds === null ? null : now + seconds * 1000;
}
