import type { CheckFacts } from '../../domain/check.js';
import type { Severity } from '../../domain/severity.js';
import { type CheckMatch, matchCheck } from './match-check.js';
import type { RuleIndex } from './rule-index.js';

/** Checks that the rules see alike: one of them speaks for all. */
export interface MatchedCheck extends CheckMatch {
  readonly severity: Severity;
}

/** Matches the checks; of those that look alike to the rules only one remains, as a storm brings hundreds. */
export function matchAlike(index: RuleIndex, checks: readonly CheckFacts[]): readonly MatchedCheck[] {
  const [only] = checks;
  if (checks.length === 1 && only !== undefined) return [matchOne(index, only)];
  const kinds = new Map<string, MatchedCheck>();
  for (const facts of checks) {
    const check = matchOne(index, facts);
    const key = JSON.stringify([check.severity, check.services, check.subscriptions, check.optOuts]);
    if (!kinds.has(key)) kinds.set(key, check);
  }
  return [...kinds.values()];
}

function matchOne(index: RuleIndex, facts: CheckFacts): MatchedCheck {
  const { services, subscriptions, optOuts } = matchCheck(index, facts);
  return { services, subscriptions, optOuts, severity: facts.severity };
}
