import type { Shift } from '../../domain/schedule.js';
import type { CompiledSchedule } from './compile-schedules.js';
import { layerCuts } from './layer.js';
import { onCallAt } from './on-call.js';

const DAY_MS = 86_400_000;
/** Days looked ahead for a change, a bit further each time; then nothing changes as far as anybody cares. */
const AHEAD_DAYS: readonly number[] = [8, 35, 400];

/** Who is on call between two instants, gaps included (nobody), neighbors with the same people joined; ends are cut. */
export function shiftsBetween(schedule: CompiledSchedule, from: number, to: number): readonly Shift[] {
  if (to <= from) return [];
  const moments = [...new Set([from, ...cutsBetween(schedule, from, to)])].sort((a, b) => a - b);
  const shifts: Shift[] = [];
  for (const [n, startsAt] of moments.entries()) {
    const people = onCallAt(schedule, startsAt);
    const endsAt = moments[n + 1] ?? to;
    const last = shifts.at(-1);
    if (last !== undefined && isSame(last.people, people)) shifts[shifts.length - 1] = { ...last, endsAt };
    else shifts.push({ people, startsAt, endsAt });
  }
  return shifts;
}

/** Who is on call, until when, and who comes after that. */
export interface Duty {
  /** Nobody in a gap. */
  readonly people: readonly string[];
  /** When the people change, UTC ms; null: not within a year. */
  readonly until: number | null;
  /** The next stretch with anybody, which may begin after a gap; `endsAt` may lie further than is looked at. */
  readonly next: Shift | null;
}

/** The answer to "who is on call and who is next". */
export function dutyAt(schedule: CompiledSchedule, at: number): Duty {
  let duty: Duty = { people: [], until: null, next: null };
  for (const days of AHEAD_DAYS) {
    const [now, ...later] = shiftsBetween(schedule, at, at + days * DAY_MS);
    const next = later.find(({ people }) => people.length > 0) ?? null;
    const until = later.length === 0 ? null : (now?.endsAt ?? null);
    duty = { people: now?.people ?? [], until, next };
    // The last one is cut where the look ends.
    if (next !== null && next !== later.at(-1)) break;
  }
  return duty;
}

const lastChange = new WeakMap<CompiledSchedule, { readonly from: number; readonly until: number | null }>();

/** When the people on call change next, UTC ms; null: not within a year. Worked out once a shift. */
export function changeAfter(schedule: CompiledSchedule, at: number): number | null {
  const known = lastChange.get(schedule);
  if (known !== undefined && known.from <= at && at < (known.until ?? known.from + DAY_MS)) return known.until;
  const until = findChange(schedule, at);
  lastChange.set(schedule, { from: at, until });
  return until;
}

function findChange(schedule: CompiledSchedule, at: number): number | null {
  const people = onCallAt(schedule, at);
  let from = at;
  for (const days of [1, ...AHEAD_DAYS]) {
    const to = at + days * DAY_MS;
    const cuts = [...cutsBetween(schedule, from, to), to].sort((a, b) => a - b);
    const change = cuts.find((cut) => !isSame(onCallAt(schedule, cut), people));
    if (change !== undefined) return change;
    from = to;
  }
  return null;
}

/** Every instant between the two at which the people may change; in no order. */
export function cutsBetween(schedule: CompiledSchedule, from: number, to: number): readonly number[] {
  const all = [schedule, ...schedule.leaders];
  return [
    ...all.flatMap(({ layers }) => layers.flatMap((layer) => layerCuts(layer, from, to))),
    ...all
      .flatMap(({ overrides }) => overrides.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]))
      .filter((at) => at > from && at < to),
  ];
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((person) => b.includes(person));
}
