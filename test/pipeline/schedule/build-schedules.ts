import type { Override, Rotation, Schedule } from '../../../src/domain/schedule.js';
import {
  type CompiledSchedule,
  compileSchedules,
  withOverrides,
} from '../../../src/pipeline/schedule/compile-schedules.js';
import { buildRules, type RulesSketch } from '../route/rules-builder.js';

const PEOPLE = ['ann', 'ben', 'cid', 'dot', 'eve'];

/** One compiled schedule, `duty`, or the one of `named`, of the people ann, ben, cid, dot and eve. */
export function compileDuty(
  schedules: Readonly<Record<string, Partial<Schedule>>>,
  given: {
    readonly overrides?: readonly Override[];
    readonly hours?: RulesSketch['hours'];
    readonly named?: string;
  } = {},
): CompiledSchedule {
  const people = Object.fromEntries(PEOPLE.map((name) => [name, {}]));
  const rules = buildRules({ people, schedules, hours: given.hours ?? [] });
  const compiled = withOverrides(compileSchedules(rules), given.overrides ?? [], rules.people);
  const found = compiled.get(given.named ?? 'duty');
  if (found === undefined) throw new Error('the test has no such schedule');
  return found;
}

/** Turns of a day from 2013-04-15 09:00 UTC on, unless told otherwise. */
export function daily(members: readonly string[], rotation: Partial<Rotation> = {}): Rotation {
  const startsAt = Date.parse('2013-04-15T09:00:00Z');
  return { members, every: { count: 1, unit: 'days' }, startsAt, endsAt: null, hours: null, ...rotation };
}

let made = 0;

/** An override of `duty` made after all before it. */
export function anOverride(kind: Override['kind'], over: Partial<Override>): Override {
  made += 1;
  return {
    v: 1,
    id: `o${made}`,
    rev: 1,
    schedule: 'duty',
    kind,
    person: null,
    replaces: null,
    startsAt: Date.parse('2013-04-16T12:00:00Z'),
    endsAt: Date.parse('2013-04-16T18:00:00Z'),
    reason: null,
    createdBy: 'admin',
    via: 'api',
    createdAt: made,
    removedBy: null,
    ...over,
  };
}
