import { Temporal } from 'temporal-polyfill';

/** UTC milliseconds of an ISO 8601 instant with offset (`2013-04-18T16:46:00-07:00`); undefined when it is none. */
export function readInstant(text: string): number | undefined {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
