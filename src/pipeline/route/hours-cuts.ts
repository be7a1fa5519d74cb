import { Temporal } from 'temporal-polyfill';
import type { Hours } from '../../domain/rules.js';

/**
 * When hours may begin or end between two instants (UTC ms, neither included): their times on every day (both, where one
 * comes twice), and changes of the clock. More than really matter, never fewer; in no order.
 */
export function hoursCuts({ timezone, times }: Pick<Hours, 'timezone' | 'times'>, from: number, to: number): number[] {
  const minutes = new Set([0, ...times.flatMap((time) => [time.from % 1440, time.to % 1440])]);
  const start = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timezone);
  const last = Temporal.Instant.fromEpochMilliseconds(to).toZonedDateTimeISO(timezone).toPlainDate();
  const cuts: number[] = [];
  let date = start.toPlainDate();
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    for (const minute of minutes) {
      const local = date.toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 });
      cuts.push(local.toZonedDateTime(timezone, { disambiguation: 'earlier' }).epochMilliseconds);
      cuts.push(local.toZonedDateTime(timezone, { disambiguation: 'later' }).epochMilliseconds);
    }
  }
  let change = start.getTimeZoneTransition('next');
  while (change !== null && change.epochMilliseconds < to) {
    cuts.push(change.epochMilliseconds);
    change = change.getTimeZoneTransition('next');
  }
  return cuts.filter((at) => at > from && at < to);
}
