import { Temporal } from 'temporal-polyfill';
import type { Rotation, RotationUnit } from '../../domain/schedule.js';

/** The hand-offs of a rotation, numbered; the shift `n` lasts from hand-off `n` to hand-off `n + 1`. */
export interface HandOffs {
  /** Instant of a hand-off, UTC ms; 0 is the start of the rotation. */
  at(n: number): number;
  /** Number of the shift at an instant that is not before the start. */
  numberAt(at: number): number;
}

/** What each unit lasts on the average: where to begin looking. The calendar has the last word. */
const USUAL_MS: Readonly<Record<RotationUnit, number>> = {
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
  months: 2_629_746_000,
};
const MOST_KEPT = 5000;

/**
 * Every hand-off shows the same time on the wall of the zone, counted from the start by the calendar. One that clocks skip
 * is the moment they jump; of one that comes twice, the first. A shift that fits into the skipped hour is empty.
 */
export function createHandOffs({ startsAt, every }: Pick<Rotation, 'startsAt' | 'every'>, timezone: string): HandOffs {
  const start = Temporal.Instant.fromEpochMilliseconds(startsAt).toZonedDateTimeISO(timezone).toPlainDateTime();
  const usualMs = USUAL_MS[every.unit] * every.count;
  const known = new Map<number, number>([[0, startsAt]]);
  let last = { n: 0, from: startsAt, to: startsAt };

  function at(n: number): number {
    const found = known.get(n);
    if (found !== undefined) return found;
    if (known.size >= MOST_KEPT) known.clear();
    const instant = n === 0 ? startsAt : instantOf(start.add({ [every.unit]: n * every.count }), timezone);
    known.set(n, instant);
    return instant;
  }

  function numberAt(moment: number): number {
    if (moment >= last.from && moment < last.to) return last.n;
    let n = Math.max(0, Math.floor((moment - startsAt) / usualMs));
    while (n > 0 && at(n) > moment) n -= 1;
    while (at(n + 1) <= moment) n += 1;
    last = { n, from: at(n), to: at(n + 1) };
    return n;
  }

  return { at, numberAt };
}

function instantOf(wished: Temporal.PlainDateTime, timezone: string): number {
  const found = wished.toZonedDateTime(timezone, { disambiguation: 'earlier' });
  const isSkipped = !found.toPlainDateTime().equals(wished);
  const jump = isSkipped ? found.getTimeZoneTransition('next') : null;
  return (jump ?? found).epochMilliseconds;
}
