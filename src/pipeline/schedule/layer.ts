import type { Hours } from '../../domain/rules.js';
import type { Rotation } from '../../domain/schedule.js';
import { inHours, overnightStart } from '../route/hours.js';
import { hoursCuts } from '../route/hours-cuts.js';
import { createHandOffs, type HandOffs } from './hand-offs.js';

/** A rotation, compiled. */
export interface Layer {
  readonly rotation: Rotation;
  readonly hours: Hours | null;
  readonly handOffs: HandOffs;
}

/** Unknown hours (the rules check refuses them) restrict nothing: better somebody on call than nobody. */
export function compileLayer(rotation: Rotation, timezone: string, hoursByName: ReadonlyMap<string, Hours>): Layer {
  const hours = rotation.hours === null ? null : (hoursByName.get(rotation.hours) ?? null);
  return { rotation, hours, handOffs: createHandOffs(rotation, timezone) };
}

/** Exactly one person while the layer is in force, by its dates and hours; null: it is not. */
export function personOf(layer: Layer, at: number): string | null {
  if (!hasBegun(layer, at) || (layer.hours !== null && !inHours(layer.hours, at))) return null;
  const { members } = layer.rotation;
  return members[shiftAt(layer, at) % members.length] ?? null;
}

/** The first of the members who is free, by turns from the present one (`skip` 0) or the next one (`skip` 1) on, whatever the hours. */
export function nextFree(
  layer: Layer,
  { at, skip }: { readonly at: number; readonly skip: 0 | 1 },
  isFree: (person: string) => boolean,
): string | null {
  if (!hasBegun(layer, at)) return null;
  const { members } = layer.rotation;
  const first = shiftAt(layer, at) + skip;
  for (let turn = first; turn < first + members.length; turn += 1) {
    const person = members[turn % members.length];
    if (person !== undefined && isFree(person)) return person;
  }
  return null;
}

/** When the layer may change hands between two instants, neither included; in no order. */
export function layerCuts(layer: Layer, from: number, to: number): number[] {
  const { rotation, hours, handOffs } = layer;
  const end = Math.min(to, rotation.endsAt ?? to);
  const cuts = [rotation.startsAt, end];
  if (end > rotation.startsAt) {
    let n = handOffs.numberAt(Math.max(from, rotation.startsAt)) + 1;
    for (; handOffs.at(n) < end; n += 1) cuts.push(handOffs.at(n));
  }
  if (hours !== null) cuts.push(...hoursCuts(hours, from, to));
  return cuts.filter((at) => at > from && at < to);
}

/** Hours that pass midnight belong to the day they start: by days or more, no hand-off cuts a night in two. */
function shiftAt({ rotation, hours, handOffs }: Layer, at: number): number {
  const start = hours === null || rotation.every.unit === 'hours' ? null : overnightStart(hours, at);
  return handOffs.numberAt(start === null ? at : Math.max(start, rotation.startsAt));
}

function hasBegun({ rotation }: Layer, at: number): boolean {
  return at >= rotation.startsAt && at < (rotation.endsAt ?? Number.POSITIVE_INFINITY);
}
