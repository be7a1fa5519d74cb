import { z } from 'zod';
import { readDuration } from '../values/durations.js';
import { instant } from '../values/instant.js';
import { nameText, newName } from '../values/names.js';
import { fields, Names, oneOrMany } from '../values/shapes.js';
import { textValue } from '../values/text-value.js';
import { ChannelWord } from './people.js';
import { SeverityWord } from './subscriptions.js';

type Channels = z.infer<typeof ChannelWord>[];

const listed = z
  .array(nameText)
  .transform(
    (names): Readonly<Record<string, Channels | null>> => Object.fromEntries(names.map((name) => [name, null])),
  );

const durationKey = textValue((text) => {
  const seconds = readDuration(text);
  return typeof seconds === 'number' ? text : seconds;
});

/** One of `expectations`: a test of the rules. */
export const ExpectationEntry = fields({
  name: z.string().min(1),
  alert: fields({
    source: z.string().min(1).default('icinga'),
    host: z.string().optional(),
    check: z.string().optional(),
    service: newName.optional(),
    severity: SeverityWord.default('critical'),
    labels: z.record(z.string(), z.string()).optional(),
  }),
  at: instant,
  pages: z.union([listed, z.record(nameText, oneOrMany(ChannelWord))]),
  later: z.record(durationKey, Names).optional(),
  notPaged: z.record(nameText, z.string()).optional(),
  maintenance: oneOrMany(nameText).optional(),
});
export type ExpectationEntry = Readonly<z.infer<typeof ExpectationEntry>>;
