import { Temporal } from 'temporal-polyfill';
import type { Hours } from '../../domain/rules.js';

/** What a clock on the wall in a zone shows. */
interface WallClock {
  /** ISO weekday, 1 = Monday. */
  readonly weekday: number;
  /** Minutes since midnight. */
  readonly minutes: number;
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MINUTE_MS = 60_000;
/** The last minute asked for, per zone: a storm asks the same over and over, and the calendar is slow. */
const lastAsked = new Map<string, { readonly minute: number; readonly clock: WallClock }>();

/** Reads the wall clock of an IANA zone at an instant (UTC ms). */
function readWallClock(timezone: string, at: number): WallClock {
  const minute = Math.floor(at / MINUTE_MS);
  const known = lastAsked.get(timezone);
  if (known?.minute === minute) return known.clock;
  const local = Temporal.Instant.fromEpochMilliseconds(minute * MINUTE_MS).toZonedDateTimeISO(timezone);
  const clock = { weekday: local.dayOfWeek, minutes: local.hour * 60 + local.minute };
  lastAsked.set(timezone, { minute, clock });
  return clock;
}

/**
 * True when the wall clock in the zone of the hours shows a time within them. What passes midnight belongs to the day
 * on which it starts. Reading the clock, instead of adding up lengths, leaves neither gap nor doubt when clocks change.
 */
export function inHours(hours: Hours, at: number): boolean {
  const { weekday, minutes } = readWallClock(hours.timezone, at);
  const dayBefore = weekday === 1 ? 7 : weekday - 1;
  const today = hours.weekdays.includes(weekday);
  const startedYesterday = hours.weekdays.includes(dayBefore);
  return hours.times.some(({ from, to }) => {
    if (to > from) return today && minutes >= from && minutes < to;
    return (today && minutes >= from) || (startedYesterday && minutes < to);
  });
}

const lastNight = new WeakMap<Hours, { readonly minute: number; readonly start: number | null }>();

/**
 * Start (UTC ms) of the stretch that began on the day before and goes on past midnight until after an instant; null where the
 * instant is not in such a stretch, or in one of its own day too.
 */
export function overnightStart(hours: Hours, at: number): number | null {
  const minute = Math.floor(at / MINUTE_MS);
  const known = lastNight.get(hours);
  if (known?.minute === minute) return known.start;
  const start = findOvernightStart(hours, at);
  lastNight.set(hours, { minute, start });
  return start;
}

function findOvernightStart({ timezone, weekdays, times }: Hours, at: number): number | null {
  const { weekday, minutes } = readWallClock(timezone, at);
  const isOwn = ({ from, to }: Hours['times'][number]) => minutes >= from && (to <= from || minutes < to);
  if (weekdays.includes(weekday) && times.some(isOwn)) return null;
  const night = times.find(({ from, to }) => to <= from && minutes < to);
  if (night === undefined || !weekdays.includes(weekday === 1 ? 7 : weekday - 1)) return null;
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDate();
  const time = { hour: Math.floor(night.from / 60), minute: night.from % 60 };
  return today.subtract({ days: 1 }).toPlainDateTime(time).toZonedDateTime(timezone).epochMilliseconds;
}

/** `Thu 23:46`: an instant as the clock on the wall there shows it. */
export function formatWallClock(timezone: string, at: number): string {
  const { weekday, minutes } = readWallClock(timezone, at);
  return `${DAYS[weekday - 1]} ${formatMinutes(minutes)}`;
}

function formatMinutes(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
