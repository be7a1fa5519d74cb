import type { Subscription } from '../../domain/rules.js';
import type { Contact } from './contacts.js';
import { describeSubscription } from './describe-subscription.js';
import { callsFor, type Reach } from './gather-calls.js';
import { inForce } from './in-force.js';
import { type MatchedCheck, matchAlike } from './match-alike.js';
import { type Blocked, blockedBy } from './opt-outs.js';
import { membersOf } from './people.js';
import type { RuleIndex } from './rule-index.js';
import type { SelectionRequest } from './selection-request.js';

/** Everybody whom subscriptions reach for any of the checks, perhaps several times. */
export function reachBySubscriptions(index: RuleIndex, request: SelectionRequest): readonly Reach[] {
  return matchAlike(index, request.checks).flatMap((check) => reachForCheck(index, check, request));
}

/**
 * `to: unmatched` counts where no subscription that names something (not `all`, which is subscribed to everything and so
 * says nothing about this check) reaches anybody without a delay. Restricted or opted-out subscriptions take nothing
 * away from the catch-all.
 */
function reachForCheck(index: RuleIndex, check: MatchedCheck, request: SelectionRequest): readonly Reach[] {
  const when = { severity: check.severity, now: request.now };
  const blocked = blockedBy(index, check.optOuts, when);
  const reaches: Reach[] = [];
  let matched = false;
  for (const subscription of inForce(index, check.subscriptions, when)) {
    const reached = reachBy(index, subscription, { check, blocked, urgency: request.urgency });
    if (reached.length > 0 && subscription.scope.kind !== 'all' && subscription.afterSeconds === 0) matched = true;
    reaches.push(...reached);
  }
  return matched ? reaches : [...reaches, ...reachUnmatched(index, check, request)];
}

function reachUnmatched(index: RuleIndex, check: MatchedCheck, request: SelectionRequest): readonly Reach[] {
  const when = { severity: check.severity, now: request.now };
  const blocked = blockedBy(index, [...check.optOuts, ...index.optOuts.unmatched], when);
  return inForce(index, index.subscriptions.unmatched, when).flatMap((subscription) =>
    reachBy(index, subscription, { check, blocked, urgency: request.urgency }),
  );
}

interface Passage {
  readonly check: MatchedCheck;
  readonly blocked: Blocked;
  readonly urgency: 'high' | 'low';
}

function reachBy(index: RuleIndex, subscription: Subscription, passage: Passage): readonly Reach[] {
  const reaches: Reach[] = [];
  for (const who of subscription.who) {
    for (const name of membersOf(index, who)) {
      const contact = index.contacts.get(name);
      const reach = contact === undefined ? null : reachOne(contact, { subscription, who, passage });
      if (reach !== null) reaches.push(reach);
    }
  }
  return reaches;
}

function reachOne(
  contact: Contact,
  by: { readonly subscription: Subscription; readonly who: string; readonly passage: Passage },
): Reach | null {
  const { via, afterSeconds } = by.subscription;
  const { check, urgency } = by.passage;
  const person = contact.person.name;
  const blocked = by.passage.blocked.get(person) ?? null;
  const calls = callsFor(contact, { via, urgency, afterSeconds, blocked });
  if (calls.length === 0) return null;
  const because = describeSubscription(by.subscription, { services: check.services, who: by.who, person });
  return { contact, calls, blocked, because };
}
