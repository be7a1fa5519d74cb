import { Temporal } from 'temporal-polyfill';
import { textValue } from './text-value.js';

/** Schema of an ISO 8601 instant with offset; the value is UTC milliseconds. */
export const instant = textValue((text) => {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return { wrong: 'expected an instant with offset such as 2013-04-18T23:46:00Z or 2013-04-18T16:46:00-07:00' };
  }
});
