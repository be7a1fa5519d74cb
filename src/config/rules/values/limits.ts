import { z } from 'zod';
import type { Limits } from '../../../domain/rules.js';
import { readDuration } from './durations.js';
import { fields } from './shapes.js';
import { isWrong, textValue } from './text-value.js';

const limit = textValue((text) => {
  const [, count, duration] = /^(\d{1,4})\/(\w+)$/.exec(text) ?? [];
  const seconds = readDuration(duration ?? '');
  if (Number(count) > 0 && !isWrong(seconds) && seconds > 0) return { count: Number(count), seconds };
  return { wrong: 'expected a limit such as 5/15m: at most 5 in 15 minutes' };
});

const off = textValue((text): Limits | { readonly wrong: string } =>
  text === 'off' ? [] : { wrong: 'expected `off` or a list such as [1/1m, 5/15m]' },
);

/** Schema of the limits of one channel: a list, or `off` (an empty list). */
const ChannelLimits = z.union([z.array(limit).min(1), off]);

/** Schema of `limits`: per channel, where given. */
export const LimitsEntry = fields({ sms: ChannelLimits.optional(), email: ChannelLimits.optional() });
export type LimitsEntry = Readonly<z.infer<typeof LimitsEntry>>;
