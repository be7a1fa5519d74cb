import type { CheckFacts } from '../../domain/check.js';
import type { Matcher } from '../../domain/matcher.js';
import { compileMatcher, subjectOf } from '../route/compile-matcher.js';
import { matchCheck } from '../route/match-check.js';
import type { RuleIndex } from '../route/rule-index.js';

/** What a window covers, whatever the time. */
export interface Scope {
  readonly services: readonly string[];
  readonly match: readonly Matcher[];
}

/** Whether a check is covered, by any of its services or by a matcher. */
export type Covers = (facts: CheckFacts) => boolean;

/** Made ready for many checks. A matcher that cannot be compiled covers nothing. */
export function compileScope(index: RuleIndex, { services, match }: Scope): Covers {
  const named = new Set(services);
  const matchers = match.flatMap((matcher) => {
    try {
      return [compileMatcher(matcher)];
    } catch {
      return [];
    }
  });
  return (facts) => {
    const own = matchCheck(index, facts).services;
    if (own.some((service) => named.has(service))) return true;
    const subject = subjectOf(facts, own);
    return matchers.some((matcher) => matcher.score(subject) > 0);
  };
}

/** A check of a service of which nothing else is known. */
export function unknownCheckOf(service: string | null): CheckFacts {
  return { source: '', host: null, check: null, severity: 'critical', labels: {}, service };
}
