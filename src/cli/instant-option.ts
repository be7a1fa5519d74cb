import { Temporal } from 'temporal-polyfill';
import { CliError } from './cli-error.js';

/**
 * ISO instant of an option: `2013-04-18T23:46:00Z` (any offset), or a date or a date and time in the zone of this machine.
 * Throws with the option's name; also where that time comes twice or never, as clocks are changed.
 */
export function instantOption(option: string, text: string): string {
  const read = readInstant(text);
  if (read instanceof Temporal.Instant) return read.toString();
  if (read === null) {
    throw new CliError(
      `${option} ${text}: expected an instant such as 2013-04-18T23:46:00Z, or 2013-04-18 or 2013-04-18T16:46 in the zone of this machine`,
      2,
    );
  }
  const zone = Temporal.Now.timeZoneId();
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
    read.toZonedDateTime(zone, { disambiguation }).toString({ timeZoneName: 'never' }),
  );
  const happens = earlier?.slice(0, 16) === later?.slice(0, 16) ? 'comes twice' : 'does not exist';
  throw new CliError(
    `${option} ${text} ${happens} in ${zone}, where clocks are changed: say ${earlier} or ${later}`,
    2,
  );
}

/** A local time that is no single instant is answered as it was written; null: it is no time at all. */
function readInstant(text: string): Temporal.Instant | Temporal.PlainDateTime | null {
  try {
    if (/(Z|[+-]\d\d:?\d\d)$/i.test(text) && text.includes('T')) return Temporal.Instant.from(text);
    const local = Temporal.PlainDateTime.from(text.replace(' ', 'T'));
    return singleInstant(local) ?? local;
  } catch {
    return null;
  }
}

function singleInstant(local: Temporal.PlainDateTime): Temporal.Instant | null {
  try {
    return local.toZonedDateTime(Temporal.Now.timeZoneId(), { disambiguation: 'reject' }).toInstant();
  } catch {
    return null;
  }
}
