import { z } from 'zod';
import { quoteValue } from '../quote-value.js';
import { decodeEntities } from './decode-entities.js';

/** Numbers come as numbers or as text, in the same answer; empty, null and missing all occur and mean the same. */
const Text = z.preprocess(
  (value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value),
  z
    .string({ error: 'is not a text' })
    .nullish()
    .transform((text) => decodeEntities(text ?? '').trim() || undefined),
);

const Event = z.preprocess(
  (value) => (typeof value === 'string' ? value.trim().toLowerCase() : value),
  z.enum(['alert', 'reminder', 'ok'], {
    error: ({ input }) =>
      input === undefined || input === null || input === ''
        ? 'is missing: alert, reminder or ok'
        : `${quoteValue(input)} is no event; known are alert, reminder, ok`,
  }),
);

/** A push of Watchmouse: the names of its API (`rule_get`, `rule_log`), of which the operator's template sends some. */
export const WatchmousePush = z
  .object({
    event: Event,
    name: Text,
    rid: Text,
    folder: Text,
    tags: Text,
    type: Text,
    result: Text,
    descr: Text,
    loc: Text,
    host: Text,
    ipaddr: Text,
    start: Text,
    tz: Text,
    errorsince: Text,
    consecutive_errors: Text,
  })
  .refine((push) => push.name !== undefined || push.rid !== undefined, {
    path: ['name'],
    message: 'is missing: name or rid must say which monitor it is',
  });
export type WatchmousePush = z.infer<typeof WatchmousePush>;
