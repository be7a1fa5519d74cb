import { z } from 'zod';
import { emailAddress, phoneNumber } from '../values/addresses.js';
import { durationSeconds } from '../values/durations.js';
import { LimitsEntry } from '../values/limits.js';
import { nameText } from '../values/names.js';
import { fields, Names, oneOrMany, word } from '../values/shapes.js';
import { timezone } from '../values/week-times.js';

/** Schema of a channel's name. */
export const ChannelWord = word('sms', 'email');

const NotifyRule = z.union([
  ChannelWord.transform((via) => ({ via, afterSeconds: 0 })),
  fields({ via: ChannelWord, after: durationSeconds.default(0) }).transform(({ via, after }) => ({
    via,
    afterSeconds: after,
  })),
]);

const TellChannels = z.union([word('off').transform((): ('sms' | 'email')[] => []), oneOrMany(ChannelWord)]);

/** One of `people`. */
export const PersonEntry = fields({
  name: z.string().min(1).optional(),
  timezone: timezone.optional(),
  sms: oneOrMany(phoneNumber).optional(),
  email: oneOrMany(emailAddress).optional(),
  notify: fields({ high: z.array(NotifyRule).min(1).optional(), low: z.array(NotifyRule).optional() }).optional(),
  roles: oneOrMany(word('viewer', 'responder', 'ops', 'admin')).optional(),
  limits: LimitsEntry.optional(),
  shiftMails: word('on', 'off').optional(),
  quiet: nameText.optional(),
  tell: fields({ taken: TellChannels.optional(), over: TellChannels.optional() }).optional(),
});
export type PersonEntry = Readonly<z.infer<typeof PersonEntry>>;

/** One of `groups`. */
export const GroupEntry = fields({ members: Names });
export type GroupEntry = Readonly<z.infer<typeof GroupEntry>>;
