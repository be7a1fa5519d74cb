import type { Subscription } from '../../domain/rules.js';
import type { Severity } from '../../domain/severity.js';
import type { CompiledSubscription } from './compile-subscription.js';
import { inHours } from './hours.js';
import type { RuleIndex } from './rule-index.js';

/** True when a subscription (or opt-out) whose scope fits also counts for this severity and at this time. */
export function isInForce(
  index: RuleIndex,
  subscription: Subscription,
  when: { readonly severity: Severity; readonly now: number },
): boolean {
  if (subscription.severity !== null && !subscription.severity.includes(when.severity)) return false;
  if (subscription.hours === null) return true;
  const hours = index.rules.hours.get(subscription.hours);
  // Unknown hours (the rules check refuses them) restrict nothing: better a page too many than one lost.
  return hours === undefined || inHours(hours, when.now);
}

/** Those of the numbered subscriptions (or opt-outs) that count for this severity and at this time. */
export function inForce(
  index: RuleIndex,
  numbers: readonly number[],
  when: { readonly severity: Severity; readonly now: number },
): readonly CompiledSubscription[] {
  const found: CompiledSubscription[] = [];
  for (const number of numbers) {
    const compiled = index.compiled[number];
    if (compiled !== undefined && isInForce(index, compiled.subscription, when)) found.push(compiled);
  }
  return found;
}
