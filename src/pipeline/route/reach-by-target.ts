import type { Channel } from '../../domain/channel.js';
import type { StepTarget } from '../../domain/rules.js';
import { callsFor, type Reach } from './gather-calls.js';
import { membersAt } from './members-at.js';
import { withDuty } from './party-members.js';
import { catchAll, opsPeople } from './people.js';
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
  for (const { person, via, because } of peopleNamed(index, target, request)) {
    const contact = index.contacts.get(person);
    if (contact === undefined) continue;
    const calls = callsFor(contact, { via, urgency: request.urgency, afterSeconds: 0, blocked: null });
    if (calls.length > 0) add({ contact, calls, blocked: null, because });
  }
}

function peopleNamed(index: RuleIndex, target: ExplicitTarget, request: SelectionRequest): readonly Named[] {
  const { service, now } = request;
  if (target.kind === 'name') return named(index, target.name, { because: 'named by the escalation step', now });
  if (target.kind === 'owners') {
    const owners = (service === null ? undefined : index.rules.services.get(service)?.owners) ?? [];
    return owners.flatMap((owner) => named(index, owner, { because: `owner of ${service}`, now }));
  }
  if (target.kind === 'ops') {
    return opsPeople(index, request).map((person) => ({ person, via: null, because: 'looks after the router (ops)' }));
  }
  return allPages(index, request);
}

function named(
  index: RuleIndex,
  name: string,
  { because, now }: { readonly because: string; readonly now: number },
): readonly Named[] {
  const through = index.rules.groups.has(name) ? `${because} through group ${name}` : because;
  return membersAt(index, name, now).map(({ person, onCall }) => ({
    person,
    via: null,
    because: withDuty(through, onCall),
  }));
}

/** The all-pages people keep the channels that their subscription chose. */
function allPages(index: RuleIndex, request: SelectionRequest): readonly Named[] {
  return catchAll(index, request).map(({ person, onCall, subscription }) => ({
    person,
    via: subscription.via,
    because: withDuty(`gets all pages (${subscription.origin})`, onCall),
  }));
}
