import type { Matcher } from '../../domain/matcher.js';
import type { Rules, Service, Subscription } from '../../domain/rules.js';
import { type CompiledMatcher, compileMatcher } from './compile-matcher.js';
import { type CompiledSubscription, compileSubscription } from './compile-subscription.js';
import { type Contact, compileContacts } from './contacts.js';
import { buildMatcherIndex, type IndexEntry, type MatcherIndex } from './matcher-index.js';
import { flattenMembers } from './members.js';

/** Numbers of subscriptions (places in `rules.subscriptions`) by what leads to them. */
export interface SubscriptionIndex {
  readonly all: readonly number[];
  readonly unmatched: readonly number[];
  readonly byService: ReadonlyMap<string, readonly number[]>;
  readonly byMatch: MatcherIndex;
}

/** The rules, compiled once, so that an alert costs only what concerns it. */
export interface RuleIndex {
  readonly rules: Rules;
  /** Services by number, as `serviceMatches` knows them. */
  readonly services: readonly Service[];
  readonly serviceMatches: MatcherIndex;
  /** Service name → matchers of its `except`. */
  readonly exceptions: ReadonlyMap<string, readonly CompiledMatcher[]>;
  readonly subscriptions: SubscriptionIndex;
  /** Opt-outs (`not:`), likewise. */
  readonly optOuts: SubscriptionIndex;
  /** Name of a person or group → its people, flattened. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Person → how to reach them. */
  readonly contacts: ReadonlyMap<string, Contact>;
  /** By number. */
  readonly compiled: readonly CompiledSubscription[];
}

/** Throws where a matcher holds a regular expression that is not RE2 (the rules check refuses those). */
export function compileRules(rules: Rules): RuleIndex {
  const services = [...rules.services.values()];
  const members = flattenMembers(rules);
  const contacts = compileContacts(rules);
  const contactsOf = lookUpOnce(members, contacts);
  return {
    rules,
    services,
    serviceMatches: buildMatcherIndex(services.flatMap(({ match }, owner) => entriesOf(match, owner))),
    exceptions: new Map(services.map(({ name, except }) => [name, except.map(compileMatcher)])),
    subscriptions: indexSubscriptions(rules.subscriptions, (subscription) => !subscription.optOut),
    optOuts: indexSubscriptions(rules.subscriptions, (subscription) => subscription.optOut),
    members,
    contacts,
    compiled: rules.subscriptions.map((subscription) => compileSubscription(subscription, contactsOf)),
  };
}

function lookUpOnce(
  members: ReadonlyMap<string, readonly string[]>,
  contacts: ReadonlyMap<string, Contact>,
): (name: string) => readonly Contact[] {
  const found = new Map<string, readonly Contact[]>();
  for (const [name, people] of members) {
    found.set(
      name,
      people.map((person) => contacts.get(person)).filter((contact) => contact !== undefined),
    );
  }
  return (name) => found.get(name) ?? [];
}

/** One entry per matcher of an owner. */
export function entriesOf(matchers: readonly Matcher[], owner: number): readonly IndexEntry[] {
  return matchers.map((matcher) => ({ owner, matcher: compileMatcher(matcher) }));
}

function indexSubscriptions(
  subscriptions: readonly Subscription[],
  wanted: (subscription: Subscription) => boolean,
): SubscriptionIndex {
  const numbered = [...subscriptions.entries()].filter(([, subscription]) => wanted(subscription));
  const byService = new Map<string, number[]>();
  for (const [number, { scope }] of numbered) {
    for (const service of scope.kind === 'services' ? new Set(scope.services) : []) {
      const there = byService.get(service);
      if (there === undefined) byService.set(service, [number]);
      else there.push(number);
    }
  }
  return {
    all: numbered.filter(([, { scope }]) => scope.kind === 'all').map(([number]) => number),
    unmatched: numbered.filter(([, { scope }]) => scope.kind === 'unmatched').map(([number]) => number),
    byService,
    byMatch: buildMatcherIndex(
      numbered.flatMap(([number, { scope }]) => (scope.kind === 'match' ? entriesOf(scope.match, number) : [])),
    ),
  };
}
