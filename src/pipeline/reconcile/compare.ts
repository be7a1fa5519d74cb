import type { Difference, SourceSnapshot, ToldAcknowledgement } from '../../domain/source-state.js';
import { compareAcknowledgements } from './compare-acknowledgements.js';
import { compareDowntimes, comparePlanned } from './compare-downtimes.js';
import { compareStates } from './compare-states.js';
import type { Around, KnownCheck, Sides } from './known-check.js';

/** Both sides as they were read, the router's first: what a source says then is never older than what is known here. */
export interface Compared extends Omit<Around, 'snapshot'> {
  /** Checks of open incidents by key, of this source only. */
  readonly here: ReadonlyMap<string, KnownCheck>;
  readonly there: SourceSnapshot;
  readonly told: ReadonlyMap<string, ToldAcknowledgement>;
  /** The window that covers a check of the source now and keeps everybody quiet. */
  readonly windowOf: (key: string) => Sides['window'];
}

/**
 * Where the router and a source differ, check by check, and what makes them the same again. Pure: what is told to a source
 * by this never has to be remembered as work, since it is found again until it is so.
 */
export function compare(given: Compared): readonly Difference[] {
  const keys = new Set([...given.here.keys(), ...given.there.checks.keys()]);
  const around: Around = { ...given, snapshot: given.there };
  const planned = given.there.planned.filter(({ key }) => !given.there.checks.has(key));
  return [...comparePlanned(planned, around), ...[...keys].flatMap((key) => compareCheck(key, given, around))];
}

function compareCheck(key: string, given: Compared, around: Around): readonly Difference[] {
  const sides: Sides = {
    key,
    here: given.here.get(key),
    there: given.there.checks.get(key),
    told: given.told.get(key),
    window: given.windowOf(key),
  };
  return [
    ...compareStates(sides, around),
    ...compareAcknowledgements(sides, around),
    ...compareDowntimes(sides, around),
  ];
}
