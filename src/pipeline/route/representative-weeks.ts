import { Temporal } from 'temporal-polyfill';
import { likeness, USUAL } from './alike-people.js';
import type { RuleIndex } from './rule-index.js';

/**
 * Mondays of the weeks that stand for all: plain winter and summer, those in which the clocks of America and Europe
 * change, and those between, in which the zones lie closer together or further apart than usual.
 */
const MONDAYS = ['2026-01-05', '2026-07-06', '2026-03-02', '2026-03-09', '2026-03-23', '2026-10-19', '2026-10-26'];
const CHANGING_ZONES = ['America/New_York', 'Europe/Berlin'];
const MOST_WEEKS = 60;

/** With schedules: the same weeks of the year after the last of them has begun, and one for each unusual person's turn. */
export function representativeMondays(index: RuleIndex): readonly Temporal.PlainDate[] {
  const usual = MONDAYS.map((date) => Temporal.PlainDate.from(date));
  const starts = [...index.rules.schedules.values()].flatMap(({ rotations }) => rotations.map((one) => one.startsAt));
  if (starts.length === 0) return usual;
  const first = mondayOf(Math.max(...starts), weekZone(index)).add({ weeks: 1 });
  const base = Temporal.PlainDate.compare(first, MONDAYS[0] ?? '') < 0 ? usual : weeksFrom(first);
  const weeks = [...base, ...unusualTurns(index, base[0] ?? first)];
  return [...new Map(weeks.map((monday) => [monday.toString(), monday])).values()].slice(0, MOST_WEEKS);
}

/** The zone in which the weeks are told: of the first hours, else of the first schedule. */
export function weekZone({ rules }: Pick<RuleIndex, 'rules'>): string {
  const [hours] = rules.hours.values();
  const [schedule] = rules.schedules.values();
  return hours?.timezone ?? schedule?.timezone ?? 'UTC';
}

function weeksFrom(first: Temporal.PlainDate): readonly Temporal.PlainDate[] {
  const changes = CHANGING_ZONES.flatMap((zone) => {
    const mondays: Temporal.PlainDate[] = [];
    let change = first.toZonedDateTime(zone).getTimeZoneTransition('next');
    for (let n = 0; n < 2 && change !== null; n += 1) {
      const monday = mondayOf(change.epochMilliseconds, zone);
      mondays.push(monday, monday.add({ weeks: 1 }));
      change = change.getTimeZoneTransition('next');
    }
    return mondays;
  });
  return [first, first.add({ weeks: 26 }), ...changes];
}

/** A week in which each member who is not like the others has a turn. */
function unusualTurns(index: RuleIndex, from: Temporal.PlainDate): readonly Temporal.PlainDate[] {
  const zone = weekZone(index);
  const start = from.toZonedDateTime(zone).epochMilliseconds;
  const layers = [...index.schedules.values()].flatMap((schedule) => schedule.layers);
  return layers.flatMap(({ rotation: { members, startsAt }, handOffs }) => {
    const first = handOffs.numberAt(Math.max(start, startsAt));
    const turns = members.map((_, n) => first + n);
    return turns
      .filter((turn) => likeness(index, members[turn % members.length] ?? '') !== USUAL)
      .map((turn) => mondayOf(handOffs.at(turn), zone));
  });
}

function mondayOf(at: number, zone: string): Temporal.PlainDate {
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  return date.subtract({ days: date.dayOfWeek - 1 });
}
