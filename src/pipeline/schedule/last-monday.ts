import { Temporal } from 'temporal-polyfill';

/** When it was last Monday at this hour of UTC (UTC ms, not after `now`). */
export function lastMonday(hour: number, now: number): number {
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('UTC');
  const monday = local
    .subtract({ days: local.dayOfWeek - 1 })
    .startOfDay()
    .add({ hours: hour });
  const last = Temporal.ZonedDateTime.compare(monday, local) > 0 ? monday.subtract({ weeks: 1 }) : monday;
  return last.epochMilliseconds;
}
