import type { Channel } from '../../domain/channel.js';
import type { StepTarget } from '../../domain/rules.js';
import { callsFor, type Reach } from './gather-calls.js';
import { catchAllSubscriptions, membersOf, opsPeople } from './people.js';
import type { RuleIndex } from './rule-index.js';
import type { SelectionRequest } from './selection-request.js';

/** What a step pages besides subscribers. Nobody can opt out of being named by a step. */
export type ExplicitTarget = Exclude<StepTarget, { readonly kind: 'subscribers' }>;

interface Named {
  readonly person: string;
  readonly via: readonly Channel[] | null;
  readonly because: string;
}

/** Everybody whom a target that is not `subscribers` stands for, handed to `add`. */
export function reachByTarget(
  index: RuleIndex,
  target: ExplicitTarget,
  { request, add }: { readonly request: SelectionRequest; readonly add: (reach: Reach) => void },
): void {
  for (const { person, via, because } of peopleNamed(index, target, request.service)) {
    const contact = index.contacts.get(person);
    if (contact === undefined) continue;
    const calls = callsFor(contact, { via, urgency: request.urgency, afterSeconds: 0, blocked: null });
    if (calls.length > 0) add({ contact, calls, blocked: null, because });
  }
}

function peopleNamed(index: RuleIndex, target: ExplicitTarget, service: string | null): readonly Named[] {
  if (target.kind === 'name') return named(index, target.name, 'named by the escalation step');
  if (target.kind === 'owners') {
    const owners = (service === null ? undefined : index.rules.services.get(service)?.owners) ?? [];
    return owners.flatMap((owner) => named(index, owner, `owner of ${service}`));
  }
  if (target.kind === 'ops') {
    return opsPeople(index).map((person) => ({ person, via: null, because: 'looks after the router (ops)' }));
  }
  return allPages(index);
}

function named(index: RuleIndex, name: string, because: string): readonly Named[] {
  return membersOf(index, name).map((person) => ({
    person,
    via: null,
    because: person === name ? because : `${because} through group ${name}`,
  }));
}

/** The all-pages people keep the channels that their subscription chose. */
function allPages(index: RuleIndex): readonly Named[] {
  return catchAllSubscriptions(index).flatMap((number) => {
    const subscription = index.rules.subscriptions[number];
    if (subscription === undefined) return [];
    const because = `gets all pages (${subscription.origin})`;
    const people = subscription.who.flatMap((name) => membersOf(index, name));
    return people.map((person) => ({ person, via: subscription.via, because }));
  });
}
