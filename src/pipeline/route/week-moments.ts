import { Temporal } from 'temporal-polyfill';
import type { Hours } from '../../domain/rules.js';
import { onCallAt } from '../schedule/on-call.js';
import { cutsBetween } from '../schedule/shifts.js';
import { likeness } from './alike-people.js';
import { inHours } from './hours.js';
import { hoursCuts } from './hours-cuts.js';
import { representativeMondays, weekZone } from './representative-weeks.js';
import type { RuleIndex } from './rule-index.js';

const WEEKS_AHEAD = 4;

/** A stretch of a week during which the same hours are in force and people who count alike are on call; UTC ms. */
export interface Stretch {
  readonly startsAt: number;
  readonly endsAt: number;
  /** Names of the hours in force and who is on call, as one text: equal texts mean equal decisions. */
  readonly inForce: string;
}

/** A week cut wherever hours or shifts begin or end. */
export interface Week {
  readonly stretches: readonly Stretch[];
  /** Its first day, where it is not like every other one; null: any week. */
  readonly date: string | null;
}

/**
 * Weeks that stand for all; with schedules and a `now` (UTC ms) also the four to come, in which one of them may not have
 * begun or may end.
 */
export function weeksOf(index: RuleIndex, now: number | null): readonly Week[] {
  const zone = weekZone(index);
  const rotations = [...index.rules.schedules.values()].flatMap((schedule) => schedule.rotations);
  const isForEver = rotations.every(({ endsAt }) => endsAt === null);
  const typical = representativeMondays(index).map((monday, n) => {
    const [start, end] = [monday, monday.add({ days: 7 })].map((day) => day.toZonedDateTime(zone).epochMilliseconds);
    const stretches = stretchesOf(index, start ?? 0, end ?? 0);
    return { stretches, date: n === 0 && isForEver ? null : monday.toString() };
  });
  return now === null || index.schedules.size === 0 ? typical : [...typical, ...weeksAhead(index, now)];
}

function weeksAhead(index: RuleIndex, now: number): readonly Week[] {
  const start = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(weekZone(index));
  return Array.from({ length: WEEKS_AHEAD }, (_, n) => {
    const from = start.add({ weeks: n });
    const stretches = stretchesOf(index, from.epochMilliseconds, from.add({ weeks: 1 }).epochMilliseconds);
    return { stretches, date: from.toPlainDate().toString() };
  });
}

function stretchesOf(index: RuleIndex, start: number, end: number): readonly Stretch[] {
  const hours = [...index.rules.hours.values()];
  const cuts = [
    ...hours.flatMap((one) => hoursCuts(one, start, end)),
    ...[...index.schedules.values()].flatMap((schedule) => cutsBetween(schedule, start, end)),
  ];
  const moments = [...new Set([start, ...cuts])].sort((a, b) => a - b);
  const pieces = moments.map((startsAt, n) => ({
    startsAt,
    endsAt: moments[n + 1] ?? end,
    inForce: inForceAt(index, hours, startsAt),
  }));
  return joinAlike(pieces);
}

function inForceAt(index: RuleIndex, hours: readonly Hours[], at: number): string {
  const names = hours.filter((one) => inHours(one, at)).map(({ name }) => name);
  const duties = [...index.schedules.values()].map((schedule) => {
    const people = onCallAt(schedule, at).map((person) => likeness(index, person));
    return `${schedule.schedule.name}:${[...new Set(people)].sort().join('+')}`;
  });
  return [...names, ...duties].join(' ');
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
