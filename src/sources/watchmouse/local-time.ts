import { Temporal } from 'temporal-polyfill';

/**
 * UTC milliseconds of a local time of the account (`2013-05-23 20:14:05`, zone `Europe/Amsterdam`). An hour that comes
 * twice is read as the first of the two. Undefined for what is no time or no zone: arrival must do then.
 */
export function readLocalTime(text: string | undefined, zone: string | undefined): number | undefined {
  if (text === undefined || zone === undefined) return undefined;
  try {
    const local = Temporal.PlainDateTime.from(text);
    return local.toZonedDateTime(zone, { disambiguation: 'earlier' }).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
