import { Temporal } from 'temporal-polyfill';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import type { RecurringWindow, Rules } from '../../domain/rules.js';

/** Start and end of one occurrence, UTC ms. */
export interface Occurrence {
  readonly startsAt: number;
  readonly endsAt: number;
}

const DAYS_OF_A_WEEK = 7;
const SECONDS_OF_A_DAY = 86_400;

/** Occurrences of the recurring windows of the rules that are active now, as windows. */
export function currentOccurrences(rules: Pick<Rules, 'maintenance'>, now: number): MaintenanceWindow[] {
  return rules.maintenance.flatMap((window) =>
    occurrencesAround(window, now)
      .filter(({ startsAt, endsAt }) => startsAt <= now && now < endsAt)
      .map((occurrence) => asWindow(window, occurrence)),
  );
}

/** The next `count` occurrences that start after `from`, earliest first; none when it has no weekdays. */
export function nextOccurrences(window: RecurringWindow, from: number, count: number): Occurrence[] {
  const found: Occurrence[] = [];
  if (window.weekdays.length === 0) return found;
  let day = localDay(window.timezone, from);
  while (found.length < count) {
    const occurrence = occurrenceOn(window, day);
    if (occurrence !== null && occurrence.startsAt > from) found.push(occurrence);
    day = day.add({ days: 1 });
  }
  return found;
}

/** Every occurrence that may be active at an instant, and the first one after it. */
export function occurrencesAround(window: RecurringWindow, at: number): readonly Occurrence[] {
  const back = Math.ceil(window.lengthSeconds / SECONDS_OF_A_DAY) + 1;
  const first = localDay(window.timezone, at).subtract({ days: back });
  return Array.from({ length: back + DAYS_OF_A_WEEK + 2 }, (_, n) =>
    occurrenceOn(window, first.add({ days: n })),
  ).filter((occurrence) => occurrence !== null);
}

/** An occurrence as a window that the rules opened; its id is the same in every process. */
export function asWindow(window: RecurringWindow, occurrence: Occurrence): MaintenanceWindow {
  return {
    v: 1,
    id: `${window.name}@${Temporal.Instant.fromEpochMilliseconds(occurrence.startsAt).toString()}`,
    rev: 0,
    services: [...window.services],
    match: [...window.match],
    startsAt: occurrence.startsAt,
    endsAt: occurrence.endsAt,
    reason: window.reason,
    createdBy: 'rules',
    via: 'rules',
    createdAt: occurrence.startsAt,
    endedBy: null,
    effect: 'suppress',
    settle: null,
  };
}

function localDay(timezone: string, at: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDate();
}

function occurrenceOn(window: RecurringWindow, day: Temporal.PlainDate): Occurrence | null {
  if (!window.weekdays.includes(day.dayOfWeek)) return null;
  const startsAt = startOn(window, day);
  return { startsAt, endsAt: startsAt + window.lengthSeconds * 1000 };
}

/** A start that clocks skip is the moment they jump; of one that comes twice, the first. */
function startOn({ atMinutes, timezone }: RecurringWindow, day: Temporal.PlainDate): number {
  const wished = day.toPlainDateTime({ hour: Math.floor(atMinutes / 60), minute: atMinutes % 60 });
  const start = wished.toZonedDateTime(timezone, { disambiguation: 'earlier' });
  const isSkipped = !start.toPlainDateTime().equals(wished);
  const jump = isSkipped ? start.getTimeZoneTransition('next') : null;
  return (jump ?? start).epochMilliseconds;
}
