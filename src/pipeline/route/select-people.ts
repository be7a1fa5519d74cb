import type { ContactMethod } from '../../domain/channel.js';
import type { PersonNotPaged } from '../../domain/explanation.js';
import type { PlannedCall } from './contacts.js';
import { addReach, type Gathered, planGathered, type Reach } from './gather-calls.js';
import { reachBySubscriptions } from './reach-by-subscriptions.js';
import { reachByTarget } from './reach-by-target.js';
import type { RuleIndex } from './rule-index.js';
import type { SelectionRequest } from './selection-request.js';
import { whyNotPaged } from './why-not-paged.js';

/** A person to be paged: when and where to call, what else there is if that fails, and by which rules. */
export interface SelectedPerson {
  readonly person: string;
  /** Earliest first; seconds after the step. */
  readonly calls: readonly PlannedCall[];
  /** The person's other contact methods, most liked first. */
  readonly fallbacks: readonly ContactMethod[];
  readonly because: readonly string[];
}

export interface Selection {
  /** In the order of the rules. */
  readonly people: readonly SelectedPerson[];
  /** Every other person known to the rules, and why not. Worked out when first read: paging itself never needs it. */
  readonly notPaged: readonly PersonNotPaged[];
}

/**
 * Everybody whom the targets of a step reach for these checks now. Everything unites: a person reached several times is
 * there once, with all channels, each at its earliest; opt-outs subtract only what comes through subscriptions.
 */
export function selectPeople(index: RuleIndex, request: SelectionRequest): Selection {
  const gathered = new Map<string, Gathered>();
  const add = (reach: Reach): void => addReach(gathered, reach);
  for (const target of request.targets) {
    if (target.kind === 'subscribers') reachBySubscriptions(index, request, add);
    else reachByTarget(index, target, { request, add });
  }
  const ranked = [...gathered.values()].sort((a, b) => a.contact.rank - b.contact.rank);
  const people = ranked.map((one) => {
    const { calls, fallbacks } = planGathered(one, request.urgency);
    return { person: one.contact.person.name, calls, fallbacks, because: one.because };
  });
  let notPaged: readonly PersonNotPaged[] | null = null;
  return {
    people,
    get notPaged() {
      notPaged ??= whyNotPaged(index, request, new Set(people.map(({ person }) => person)));
      return notPaged;
    },
  };
}
