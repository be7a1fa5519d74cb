import type { CheckFacts } from '../../domain/check.js';
import { type Subject, subjectOf } from './compile-matcher.js';
import { findMatches } from './matcher-index.js';
import type { RuleIndex, SubscriptionIndex } from './rule-index.js';

/** What the rules say about a check, whatever the time. */
export interface CheckMatch {
  /** Most specific first; the first owns grouping and escalation. */
  readonly services: readonly string[];
  /** Subscriptions whose scope fits, ascending; those `to: unmatched` are not among them: they depend on the others. */
  readonly subscriptions: readonly number[];
  /** Opt-outs whose scope fits, ascending; not those of `unmatched`. */
  readonly optOuts: readonly number[];
}

/** Matches by the rules and the check itself: neither ever changes, and a storm asks for every check of its incident again. */
const known = new WeakMap<RuleIndex, WeakMap<CheckFacts, CheckMatch>>();

/**
 * Services of a check, and what is subscribed to it. The service that the source names outright comes first (an unknown
 * name is ignored); then by specificity: the sum over the fields of the best matcher, where exact text counts more than
 * any glob, a glob by its literal characters, a regular expression or a negation least. Equal ones: the higher
 * `precedence`, then the name.
 */
export function matchCheck(index: RuleIndex, facts: CheckFacts): CheckMatch {
  let byFacts = known.get(index);
  if (byFacts === undefined) {
    byFacts = new WeakMap();
    known.set(index, byFacts);
  }
  let match = byFacts.get(facts);
  if (match === undefined) {
    match = matchAnew(index, facts);
    byFacts.set(facts, match);
  }
  return match;
}

function matchAnew(index: RuleIndex, facts: CheckFacts): CheckMatch {
  const services = matchServices(index, facts);
  const subject = subjectOf(facts, services);
  return {
    services,
    subscriptions: matchSubscriptions(index.subscriptions, subject, services),
    optOuts: matchSubscriptions(index.optOuts, subject, services),
  };
}

function matchServices(index: RuleIndex, facts: CheckFacts): readonly string[] {
  const named = facts.service !== null && index.rules.services.has(facts.service) ? facts.service : null;
  const subject = subjectOf(facts, named === null ? [] : [named]);
  const scores = new Map<number, number>();
  findMatches(index.serviceMatches, subject, (owner, score) => {
    if (score > (scores.get(owner) ?? 0)) scores.set(owner, score);
  });
  const ranked = [...scores].flatMap(([owner, score]) => {
    const service = index.services[owner];
    if (service === undefined || service.name === named || isExcepted(index, service.name, subject)) return [];
    return [{ name: service.name, precedence: service.precedence, score }];
  });
  ranked.sort((a, b) => b.score - a.score || b.precedence - a.precedence || (a.name < b.name ? -1 : 1));
  const names = ranked.map(({ name }) => name);
  return named === null ? names : [named, ...names];
}

function isExcepted(index: RuleIndex, service: string, subject: Subject): boolean {
  return index.exceptions.get(service)?.some((matcher) => matcher.score(subject) > 0) ?? false;
}

function matchSubscriptions(
  index: SubscriptionIndex,
  subject: Subject,
  services: readonly string[],
): readonly number[] {
  const found = [...index.all];
  for (const service of services) found.push(...(index.byService.get(service) ?? []));
  findMatches(index.byMatch, subject, (owner) => found.push(owner));
  if (found.length < 2) return found;
  found.sort((a, b) => a - b);
  return found.filter((number, place) => number !== found[place - 1]);
}
