import { Temporal } from 'temporal-polyfill';
import type { Hours } from '../../domain/rules.js';
import { inHours } from './hours.js';

/**
 * Mondays of the weeks that stand for all: plain winter and summer, those in which the clocks of America and Europe
 * change, and those between, in which the zones lie closer together or further apart than usual.
 */
const MONDAYS = ['2026-01-05', '2026-07-06', '2026-03-02', '2026-03-09', '2026-03-23', '2026-10-19', '2026-10-26'];

/** A stretch of a week during which the same hours are in force; UTC ms. */
export interface Stretch {
  readonly startsAt: number;
  readonly endsAt: number;
  /** Names of the hours in force, as one text: equal texts mean equal decisions. */
  readonly inForce: string;
}

/** The weeks, each cut wherever any of these hours begins or ends. */
export function stretchesOfWeeks(hours: readonly Hours[]): readonly (readonly Stretch[])[] {
  return MONDAYS.map((monday) => stretchesOf(hours, Temporal.PlainDate.from(monday)));
}

function stretchesOf(hours: readonly Hours[], monday: Temporal.PlainDate): readonly Stretch[] {
  const zone = hours[0]?.timezone ?? 'UTC';
  const start = monday.toZonedDateTime(zone).epochMilliseconds;
  const end = monday.add({ days: 7 }).toZonedDateTime(zone).epochMilliseconds;
  const cuts = hours.flatMap((one) => cutsOf(one, monday)).filter((at) => at > start && at < end);
  const moments = [...new Set([start, ...cuts])].sort((a, b) => a - b);
  const pieces = moments.map((startsAt, n) => ({
    startsAt,
    endsAt: moments[n + 1] ?? end,
    inForce: hours
      .filter((one) => inHours(one, startsAt))
      .map(({ name }) => name)
      .join(' '),
  }));
  return joinAlike(pieces);
}

/** When the hours may begin or end around a week: their times on every day (both, where one comes twice), and clock changes. */
function cutsOf(hours: Hours, monday: Temporal.PlainDate): readonly number[] {
  const minutes = new Set([0, ...hours.times.flatMap(({ from, to }) => [from % 1440, to % 1440])]);
  const cuts: number[] = [];
  for (let day = -1; day <= 8; day += 1) {
    const date = monday.add({ days: day });
    for (const minute of minutes) {
      const local = date.toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 });
      cuts.push(local.toZonedDateTime(hours.timezone, { disambiguation: 'earlier' }).epochMilliseconds);
      cuts.push(local.toZonedDateTime(hours.timezone, { disambiguation: 'later' }).epochMilliseconds);
    }
  }
  const change = monday.subtract({ days: 1 }).toZonedDateTime(hours.timezone).getTimeZoneTransition('next');
  return change === null ? cuts : [...cuts, change.epochMilliseconds];
}

function joinAlike(pieces: readonly Stretch[]): readonly Stretch[] {
  const joined: Stretch[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last?.inForce === piece.inForce) joined[joined.length - 1] = { ...last, endsAt: piece.endsAt };
    else joined.push(piece);
  }
  return joined;
}
