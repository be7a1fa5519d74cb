import { Temporal } from 'temporal-polyfill';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import type { Recurrence } from '../../domain/recurrence.js';
import type { RecurringWindow } from '../../domain/rules.js';
import { recurringDays } from './recurring-days.js';

/** Start and end of one occurrence, UTC ms. */
export interface Occurrence {
  readonly startsAt: number;
  readonly endsAt: number;
}

/** When something comes back, but at no start (UTC ms) of `exceptions`. */
export type Recurring = Pick<
  RecurringWindow,
  'weekdays' | 'recurrence' | 'atMinutes' | 'timezone' | 'lengthSeconds'
> & {
  readonly exceptions?: ReadonlySet<number> | undefined;
};

const SECONDS_OF_A_DAY = 86_400;
/** However the length is changed, every occurrence is over so long after its start. */
export const LONGEST_OCCURRENCE_MS = 7 * SECONDS_OF_A_DAY * 1000;

/**
 * Recurring windows without those occurrences that are windows of their own by now, since somebody ended them or called them off
 * (as a RECURRENCE-ID replaces one time of a calendar's event, RFC 5545 3.8.4.4).
 */
export function recurringBeside(
  windows: readonly Pick<MaintenanceWindow, 'id'>[],
  recurring: readonly RecurringWindow[],
): readonly (RecurringWindow & Recurring)[] {
  const starts = new Map<string, Set<number>>();
  for (const { id } of windows) {
    const name = recurringNameOf(id);
    if (name !== null) starts.set(name, (starts.get(name) ?? new Set()).add(startOf(id)));
  }
  return recurring.map((one) => ({ ...one, exceptions: starts.get(one.name) }));
}

/** Occurrences of recurring windows that are active now, as windows. */
export function currentOccurrences(
  { maintenance }: { readonly maintenance: readonly (RecurringWindow & Recurring)[] },
  now: number,
): MaintenanceWindow[] {
  return maintenance.flatMap((window) =>
    occurrencesBetween(window, now, now + 1).map((occurrence) => asWindow(window, occurrence)),
  );
}

/** The next `count` occurrences that start after `from`, earliest first; fewer when it ends before, or `before` comes. */
export function nextOccurrences(
  window: Recurring,
  from: number,
  count: number,
  before = Number.POSITIVE_INFINITY,
): Occurrence[] {
  const found: Occurrence[] = [];
  for (const occurrence of occurrencesFrom(window, localDay(window.timezone, from))) {
    if (occurrence.startsAt >= before) break;
    if (occurrence.startsAt > from) found.push(occurrence);
    if (found.length === count) break;
  }
  return found;
}

/** Every occurrence that covers some of [from, to), earliest first. */
export function occurrencesBetween(window: Recurring, from: number, to: number): Occurrence[] {
  const found: Occurrence[] = [];
  for (const occurrence of occurrencesFrom(window, earliestDay(window, from))) {
    if (occurrence.startsAt >= to) break;
    if (occurrence.endsAt > from) found.push(occurrence);
  }
  return found;
}

/** Every occurrence that is active at an instant, and the first one after it, if there is one. */
export function occurrencesAround(window: Recurring, at: number): readonly Occurrence[] {
  const found: Occurrence[] = [];
  for (const occurrence of occurrencesFrom(window, earliestDay(window, at))) {
    if (occurrence.endsAt > at) found.push(occurrence);
    if (occurrence.startsAt > at) break;
  }
  return found;
}

/** An occurrence as a window that was opened; its id is the same in every process. */
export function asWindow(window: RecurringWindow, occurrence: Occurrence): MaintenanceWindow {
  return {
    v: 1,
    id: occurrenceId(window.name, occurrence.startsAt),
    rev: 0,
    services: [...window.services],
    match: [...window.match],
    startsAt: occurrence.startsAt,
    endsAt: occurrence.endsAt,
    reason: window.reason,
    createdBy: window.createdBy ?? 'rules',
    via: window.createdBy === undefined ? 'rules' : 'api',
    createdAt: occurrence.startsAt,
    endedBy: null,
    effect: 'suppress',
    settle: null,
  };
}

/** `import@2013-04-19T00:00:00Z`. `startsAt`: UTC ms. */
export function occurrenceId(name: string, startsAt: number): string {
  return `${name}@${Temporal.Instant.fromEpochMilliseconds(startsAt).toString()}`;
}

/** Start of an occurrence by its id, UTC ms; NaN: it is the id of none. */
export function startOf(id: string): number {
  const text = id.slice(id.lastIndexOf('@') + 1);
  return /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN;
}

/** Name of the recurring window of which a window is an occurrence, by its id; null: somebody opened it by itself. */
export function recurringNameOf(id: string): string | null {
  const at = id.lastIndexOf('@');
  return at < 0 ? null : id.slice(0, at);
}

function localDay(timezone: string, at: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDate();
}

/** What starts before this day is over at an instant. */
function earliestDay({ timezone, lengthSeconds }: Recurring, at: number): Temporal.PlainDate {
  return localDay(timezone, at).subtract({ days: Math.ceil(lengthSeconds / SECONDS_OF_A_DAY) + 1 });
}

/** Plain weekdays have neither a beginning nor an end. */
const ALWAYS: Omit<Recurrence, 'rrule' | 'weekdays'> = {
  every: 'day',
  interval: 1,
  monthDays: [],
  startsOn: '1970-01-01',
  until: null,
};

function* occurrencesFrom(window: Recurring, day: Temporal.PlainDate): Generator<Occurrence> {
  const { weekdays, recurrence, lengthSeconds } = window;
  if (recurrence === undefined && weekdays.length === 0) return;
  const days = recurrence ?? { ...ALWAYS, weekdays: weekdays.map((weekday) => ({ weekday, nth: null })) };
  for (const one of recurringDays(days, day)) {
    const startsAt = startOn(window, one);
    if (days.until !== null && startsAt > days.until) return;
    if (!window.exceptions?.has(startsAt)) yield { startsAt, endsAt: startsAt + lengthSeconds * 1000 };
  }
}

/** A start that clocks skip is the moment they jump; of one that comes twice, the first. */
function startOn({ atMinutes, timezone }: Recurring, day: Temporal.PlainDate): number {
  const wished = day.toPlainDateTime({ hour: Math.floor(atMinutes / 60), minute: atMinutes % 60 });
  const start = wished.toZonedDateTime(timezone, { disambiguation: 'earlier' });
  const isSkipped = !start.toPlainDateTime().equals(wished);
  const jump = isSkipped ? start.getTimeZoneTransition('next') : null;
  return (jump ?? start).epochMilliseconds;
}
