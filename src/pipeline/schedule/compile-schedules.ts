import type { Rules } from '../../domain/rules.js';
import type { Override, Schedule } from '../../domain/schedule.js';
import { compileLayer, type Layer } from './layer.js';

/** A schedule, compiled, with the overrides that are known of it. */
export interface CompiledSchedule {
  readonly schedule: Schedule;
  readonly layers: readonly Layer[];
  /** In the order in which they were made. */
  readonly overrides: readonly Override[];
  /** The schedules that this one stands behind: the followed one first, then the one that follows in turn; empty: none. */
  readonly leaders: readonly CompiledSchedule[];
}

/** By name. */
export type Schedules = ReadonlyMap<string, CompiledSchedule>;

/** Schedules of the rules, without overrides. */
export function compileSchedules(rules: Pick<Rules, 'schedules' | 'hours'>): Schedules {
  const layers = new Map(
    [...rules.schedules.values()].map(({ name, timezone, rotations }) => [
      name,
      rotations.map((rotation) => compileLayer(rotation, timezone, rules.hours)),
    ]),
  );
  return link(rules.schedules, (schedule) => ({ layers: layers.get(schedule.name) ?? [], overrides: [] }));
}

/**
 * The same schedules with these overrides instead of any before. One that puts somebody on call whom the rules no longer
 * know changes nothing: those whose turn it is stay.
 */
export function withOverrides(
  schedules: Schedules,
  overrides: readonly Override[],
  people: Rules['people'],
): Schedules {
  const known = overrides.filter(({ person }) => person === null || people.has(person)).sort(byCreation);
  const plain = new Map([...schedules].map(([name, { schedule }]) => [name, schedule]));
  return link(plain, ({ name }) => ({
    layers: schedules.get(name)?.layers ?? [],
    overrides: known.filter((override) => override.schedule === name),
  }));
}

type Own = Pick<CompiledSchedule, 'layers' | 'overrides'>;

/** Leaders before those who follow; circles, which only a broken set of rules has, end where they close. */
function link(schedules: ReadonlyMap<string, Schedule>, own: (schedule: Schedule) => Own): Schedules {
  const linked = new Map<string, CompiledSchedule>();
  const visit = (schedule: Schedule, waiting: readonly string[]): CompiledSchedule => {
    const done = linked.get(schedule.name);
    if (done !== undefined) return done;
    const followed = schedule.follows === null ? undefined : schedules.get(schedule.follows);
    const isCircle = followed !== undefined && [...waiting, schedule.name].includes(followed.name);
    const leader = followed === undefined || isCircle ? null : visit(followed, [...waiting, schedule.name]);
    const leaders = leader === null ? [] : [...leader.leaders, leader];
    const compiled = { schedule, leaders, ...own(schedule) };
    linked.set(schedule.name, compiled);
    return compiled;
  };
  for (const schedule of schedules.values()) visit(schedule, []);
  return linked;
}

function byCreation(a: Override, b: Override): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}
