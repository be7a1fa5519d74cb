import type { CompiledSubscription } from './compile-subscription.js';
import { callsFor, type Reach } from './gather-calls.js';
import { inForce } from './in-force.js';
import { type MatchedCheck, matchAlike } from './match-alike.js';
import { type Blocked, blockedBy } from './opt-outs.js';
import { partyMembers, withDuty } from './party-members.js';
import type { RuleIndex } from './rule-index.js';
import type { SelectionRequest } from './selection-request.js';

/** Everybody whom subscriptions reach for any of the checks, perhaps several times, handed to `add`. */
export function reachBySubscriptions(index: RuleIndex, request: SelectionRequest, add: (reach: Reach) => void): void {
  for (const check of matchAlike(index, request.checks)) reachForCheck(index, check, { request, add });
}

interface Search {
  readonly request: SelectionRequest;
  readonly add: (reach: Reach) => void;
}

/**
 * `to: unmatched` counts where no subscription that names something (not `all`, which is subscribed to everything and so
 * says nothing about this check) reaches anybody without a delay. Restricted or opted-out subscriptions take nothing
 * away from the catch-all.
 */
function reachForCheck(index: RuleIndex, check: MatchedCheck, { request, add }: Search): void {
  const when = { severity: check.severity, now: request.now };
  const passage = { index, check, blocked: blockedBy(index, check.optOuts, when), request, add };
  let matched = false;
  for (const compiled of inForce(index, check.subscriptions, when)) {
    const reached = reachBy(compiled, passage);
    const { subscription } = compiled;
    if (reached > 0 && subscription.scope.kind !== 'all' && subscription.afterSeconds === 0) matched = true;
  }
  if (!matched) reachUnmatched(index, check, { request, add });
}

function reachUnmatched(index: RuleIndex, check: MatchedCheck, { request, add }: Search): void {
  const when = { severity: check.severity, now: request.now };
  const blocked = blockedBy(index, [...check.optOuts, ...index.optOuts.unmatched], when);
  for (const compiled of inForce(index, index.subscriptions.unmatched, when)) {
    reachBy(compiled, { index, check, blocked, request, add });
  }
}

interface Passage extends Search {
  readonly index: RuleIndex;
  readonly check: MatchedCheck;
  readonly blocked: Blocked;
}

/** How many people the subscription reaches: of a schedule, those on call when its delay is over. */
function reachBy({ subscription, parties }: CompiledSubscription, passage: Passage): number {
  const { via, afterSeconds } = subscription;
  const { index, check, add } = passage;
  const { urgency, now } = passage.request;
  let reached = 0;
  for (const party of parties) {
    for (const { contact, onCall } of partyMembers(index, party, now + afterSeconds * 1000)) {
      const blocked = passage.blocked.get(contact.person.name) ?? null;
      const calls = callsFor(contact, { via, urgency, afterSeconds, blocked });
      if (calls.length === 0) continue;
      add({ contact, calls, blocked, because: withDuty(party.because(check.services), onCall) });
      reached += 1;
    }
  }
  return reached;
}
