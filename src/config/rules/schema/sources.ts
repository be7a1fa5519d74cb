import type { z } from 'zod';
import { readDuration } from '../values/durations.js';
import { fields } from '../values/shapes.js';
import { textValue } from '../values/text-value.js';

/** A heartbeat is sent once a minute at most, and noted every few seconds: less would page for nothing. */
const expectEvery = textValue((text) => {
  const seconds = readDuration(text);
  return typeof seconds === 'number' && seconds < 60
    ? { wrong: 'expected a minute or more, such as 10m, at least twice the time between two heartbeats' }
    : seconds;
});

/** One of `sources`. */
export const SourceEntry = fields({ expectEvery });
export type SourceEntry = Readonly<z.infer<typeof SourceEntry>>;
