import type { Override } from '../../domain/schedule.js';
import type { CompiledSchedule } from './compile-schedules.js';
import { type Layer, nextFree, personOf } from './layer.js';

/** Who is on call at a moment, and how the overrides had it. */
export interface Roster {
  /** Nobody in a gap; usually one. */
  readonly people: readonly string[];
  /** Those whom overrides took off. */
  readonly gone: ReadonlySet<string>;
  /** Person → the override that put them on. */
  readonly by: ReadonlyMap<string, Override>;
}

const NOBODY: Roster = { people: [], gone: new Set(), by: new Map() };

/** Who is on call in a schedule at an instant (UTC ms), each once. */
export function onCallAt(schedule: CompiledSchedule, at: number): readonly string[] {
  return rosterAt(schedule, at).people;
}

/** The same, with what the overrides did. */
export function rosterAt(schedule: CompiledSchedule, at: number): Roster {
  const overrides = activeOverrides(schedule, at);
  if (schedule.leaders.length > 0) return behindLeaders(schedule, overrides, at);
  return changed(overrides, (gone) => firstInForce(schedule.layers, gone, at));
}

/** Who goes first without overrides; `gone`: who must not be taken. */
type Pick = (gone: ReadonlySet<string>) => string | null;

function firstInForce(layers: readonly Layer[], gone: ReadonlySet<string>, at: number): string | null {
  for (const layer of layers) {
    const person = personOf(layer, at);
    if (person !== null && !gone.has(person)) return person;
  }
  return null;
}

/**
 * Applies overrides in their order. Where they leave nobody, the next who would be on call and was not taken off stands
 * in: a lower layer, the next in line.
 */
function changed(overrides: readonly Override[], pick: Pick): Roster {
  const first = pick(NOBODY.gone);
  const start = { ...NOBODY, people: first === null ? [] : [first] };
  if (overrides.length === 0) return start;
  return withStandIn(overrides.reduce(changedBy, start), pick);
}

function changedBy(before: Roster, override: Override): Roster {
  const people = apply(override, before.people);
  const off = override.replaces === null ? before.people : [...before.people, override.replaces];
  const gone = [...before.gone, ...off].filter((person) => !people.includes(person));
  const isOn = override.person !== null && people.includes(override.person);
  const by = isOn ? new Map([...before.by, [override.person ?? '', override]]) : before.by;
  return { people, gone: new Set(gone), by };
}

function withStandIn(roster: Roster, pick: Pick): Roster {
  const standIn = roster.people.length === 0 ? pick(roster.gone) : null;
  return standIn === null ? roster : { ...roster, people: [standIn] };
}

function apply({ kind, person, replaces }: Override, people: readonly string[]): readonly string[] {
  if (kind === 'remove') return people.filter((one) => one !== replaces);
  if (person === null) return people;
  if (kind === 'cover') return [person];
  if (kind === 'add') return [...new Set([...people, person])];
  return [...new Set(people.map((one) => (one === replaces ? person : one)))];
}

/** Never anybody who is on call in a schedule ahead, nor somebody whom an override took off there. */
function behindLeaders(schedule: CompiledSchedule, overrides: readonly Override[], at: number): Roster {
  const rosters = schedule.leaders.map((leader) => rosterAt(leader, at));
  const isBusy = (person: string) => rosters.some(({ people }) => people.includes(person));
  if (rosters.every(({ people }) => people.length === 0)) return NOBODY;
  const isAway = (person: string) => isBusy(person) || rosters.some(({ gone }) => gone.has(person));
  const layers = schedule.leaders[0]?.layers ?? [];
  const pick: Pick = (gone) => nextInLine(layers, at, (person) => !isAway(person) && !gone.has(person));
  // Nobody is put here who is on call ahead.
  const possible = overrides.filter(({ person }) => person === null || !isBusy(person));
  return changed(possible, pick);
}

/** Who comes next, by the order of the rotations: of the layer in force first, then of the layers behind it. */
function nextInLine(layers: readonly Layer[], at: number, isFree: (person: string) => boolean): string | null {
  const inForce = layers.find((layer) => personOf(layer, at) !== null);
  const next = inForce === undefined ? null : nextFree(inForce, { at, skip: 1 }, isFree);
  if (next !== null) return next;
  for (const layer of layers) {
    const other = layer === inForce ? null : nextFree(layer, { at, skip: 0 }, isFree);
    if (other !== null) return other;
  }
  return null;
}

function activeOverrides({ overrides }: CompiledSchedule, at: number): readonly Override[] {
  if (overrides.length === 0) return overrides;
  return overrides.filter(({ startsAt, endsAt }) => startsAt <= at && at < endsAt);
}
