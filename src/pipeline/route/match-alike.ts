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
  let last: Pick<MatchedCheck, 'severity'> & { readonly kind: string } = { kind: '', severity: 'info' };
  for (const facts of checks) {
    const { severity } = facts;
    const kind = kindOf(matchCheck(index, facts));
    // Neighbours mostly are alike.
    if (kind === last.kind && severity === last.severity) continue;
    last = { kind, severity };
    const key = `${severity} ${kind}`;
    if (!kinds.has(key)) kinds.set(key, matchOne(index, facts));
  }
  return [...kinds.values()];
}

const kindTexts = new WeakMap<CheckMatch, string>();

/** What tells matches apart, as a text; made once for each match. */
function kindOf(match: CheckMatch): string {
  const known = kindTexts.get(match);
  if (known !== undefined) return known;
  const text = JSON.stringify([match.services, match.subscriptions, match.optOuts]);
  kindTexts.set(match, text);
  return text;
}

function matchOne(index: RuleIndex, facts: CheckFacts): MatchedCheck {
  const { services, subscriptions, optOuts } = matchCheck(index, facts);
  return { services, subscriptions, optOuts, severity: facts.severity };
}
