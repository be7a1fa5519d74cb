import { z } from 'zod';
import { lengthSeconds, readDuration } from '../values/durations.js';
import { fields, word } from '../values/shapes.js';
import { textValue } from '../values/text-value.js';

/** A heartbeat is sent once a minute at most, and noted every few seconds: less would page for nothing. */
const expectEvery = textValue((text) => {
  const seconds = readDuration(text);
  return typeof seconds === 'number' && seconds < 60
    ? { wrong: 'expected a minute or more, such as 10m, at least twice the time between two heartbeats' }
    : seconds;
});

/** `off`: what fails there is never stale. */
const staleAfter = z.union([word('off').transform((): number | null => null), lengthSeconds]);

/** One of `sources`. */
export const SourceEntry = fields({ expectEvery: expectEvery.optional(), staleAfter: staleAfter.optional() });
export type SourceEntry = Readonly<z.infer<typeof SourceEntry>>;
