import { everMembersOf } from './members-at.js';
import type { RuleIndex } from './rule-index.js';

const kinds = new WeakMap<RuleIndex, ReadonlyMap<string, string>>();

/** Usual people: reachable by any urgency, and nothing is subtracted from them. */
export const USUAL = 'somebody';

/** A text that is equal for people of whom one is reached exactly where the other would be, were they on call. */
export function likeness(index: RuleIndex, person: string): string {
  let known = kinds.get(index);
  if (known === undefined) {
    known = describeAll(index);
    kinds.set(index, known);
  }
  return known.get(person) ?? person;
}

function describeAll(index: RuleIndex): ReadonlyMap<string, string> {
  const optOuts = index.rules.subscriptions.filter(({ optOut }) => optOut).flatMap(({ who }) => who);
  const special = new Set(optOuts.flatMap((name) => everMembersOf(index, name)));
  return new Map(
    [...index.contacts].map(([name, { high, low }]) => {
      const isUsual = high.calls.length > 0 && low.calls.length > 0 && !special.has(name);
      return [name, isUsual ? USUAL : name];
    }),
  );
}
