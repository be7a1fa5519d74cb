import { Temporal } from 'temporal-polyfill';
import { CliError } from './cli-error.js';

/**
 * ISO instant of an option: `2013-04-18T23:46:00Z` (any offset), or a date or a date and time in the zone of this machine.
 * Throws with the option's name.
 */
export function instantOption(option: string, text: string): string {
  try {
    if (/(Z|[+-]\d\d:?\d\d)$/i.test(text) && text.includes('T')) return Temporal.Instant.from(text).toString();
    const local = Temporal.PlainDateTime.from(text.replace(' ', 'T'));
    return local.toZonedDateTime(Temporal.Now.timeZoneId()).toInstant().toString();
  } catch {
    throw new CliError(
      `${option} ${text}: expected an instant such as 2013-04-18T23:46:00Z, or 2013-04-18 or 2013-04-18T16:46 in the zone of this machine`,
      2,
    );
  }
}
