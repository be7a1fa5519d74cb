import type { Rules } from '../../domain/rules.js';
import type { Schedule } from '../../domain/schedule.js';

/** What a name stands for, whatever the time. */
export interface Membership {
  /** Everybody it may stand for, each once, in order. */
  readonly people: readonly string[];
  /** True where it is or holds a schedule: who it stands for depends on the time. */
  readonly byTime: boolean;
}

/** Name of every person, group and schedule → whom it may stand for. Groups may hold groups and schedules. */
export function flattenMembers(rules: Rules): ReadonlyMap<string, Membership> {
  const members = new Map<string, Membership>();
  for (const name of rules.people.keys()) members.set(name, { people: [name], byTime: false });
  for (const name of [...rules.groups.keys(), ...rules.schedules.keys()]) members.set(name, membershipOf(rules, name));
  return members;
}

function membershipOf(rules: Rules, name: string): Membership {
  const people = new Set<string>();
  const seen = new Set<string>();
  let byTime = false;
  const visit = (one: string): void => {
    // Circles, which only a broken set of rules has, end here.
    if (seen.has(one)) return;
    seen.add(one);
    if (rules.people.has(one)) people.add(one);
    const schedule = rules.schedules.get(one);
    byTime ||= schedule !== undefined;
    for (const member of rules.groups.get(one)?.members ?? partsOf(schedule)) visit(member);
  };
  visit(name);
  return { people: [...people], byTime };
}

function partsOf(schedule: Schedule | undefined): readonly string[] {
  if (schedule === undefined) return [];
  const ahead = schedule.follows === null ? [] : [schedule.follows];
  return [...schedule.rotations.flatMap(({ members }) => members), ...ahead];
}
