import type { RulesFault } from '../../domain/rules.js';
import { checkOverlaps } from './check-overlaps.js';
import { checkPolicies } from './check-policies.js';
import { checkReachedPeople } from './check-reached-people.js';
import { checkServiceHours } from './check-service-hours.js';
import { faultAt } from './fault.js';
import { allPagesPeople } from './people.js';
import type { RuleIndex } from './rule-index.js';

/**
 * What would let a page get lost although every name and shape is right. Errors: no catch-all, a service that reaches
 * nobody at some time of the week, a policy that pages nobody. Warnings: what can hardly be meant so.
 */
export function checkCoverage(index: RuleIndex): RulesFault[] {
  return [
    ...checkCatchAll(index),
    ...checkServiceHours(index),
    ...checkPolicies(index),
    ...checkOverlaps(index),
    ...checkReachedPeople(index),
  ];
}

function checkCatchAll(index: RuleIndex): readonly RulesFault[] {
  if (allPagesPeople(index).length > 0) return [];
  const message =
    'nobody gets what no other rule covers: add a subscription `{ who: …, to: all }` or `{ who: …, to: unmatched }` ' +
    'without severity, hours or after, for somebody with a contact method';
  return [faultAt(null, message, 'error')];
}
