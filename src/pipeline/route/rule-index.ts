import type { Matcher } from '../../domain/matcher.js';
import type { Rules, Service, Subscription } from '../../domain/rules.js';
import type { Override } from '../../domain/schedule.js';
import { compileSchedules, type Schedules, withOverrides } from '../schedule/compile-schedules.js';
import { type CompiledMatcher, compileMatcher } from './compile-matcher.js';
import { type CompiledSubscription, compileSubscription, type KnownParty } from './compile-subscription.js';
import { type Contact, compileContacts } from './contacts.js';
import { compileDependencies, type Dependencies } from './dependencies.js';
import { buildMatcherIndex, type IndexEntry, type MatcherIndex } from './matcher-index.js';
import { flattenMembers, type Membership } from './members.js';

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
  /** Name of a person, group or schedule → everybody it may stand for, flattened. */
  readonly members: ReadonlyMap<string, Membership>;
  /** Schedules with the overrides that are known. */
  readonly schedules: Schedules;
  /** Person → how to reach them. */
  readonly contacts: ReadonlyMap<string, Contact>;
  readonly dependencies: Dependencies;
  /** By number. */
  readonly compiled: readonly CompiledSubscription[];
}

/** Throws where a matcher holds a regular expression that is not RE2 (the rules check refuses those). */
export function compileRules(rules: Rules): RuleIndex {
  const services = [...rules.services.values()];
  const members = flattenMembers(rules);
  const contacts = compileContacts(rules);
  const lookUp = lookUpOnce(rules, members, contacts);
  return {
    rules,
    services,
    serviceMatches: buildMatcherIndex(services.flatMap(({ match }, owner) => entriesOf(match, owner))),
    exceptions: new Map(services.map(({ name, except }) => [name, except.map(compileMatcher)])),
    subscriptions: indexSubscriptions(rules.subscriptions, (subscription) => !subscription.optOut),
    optOuts: indexSubscriptions(rules.subscriptions, (subscription) => subscription.optOut),
    members,
    schedules: compileSchedules(rules),
    contacts,
    dependencies: compileDependencies(rules),
    compiled: rules.subscriptions.map((subscription) => compileSubscription(subscription, lookUp)),
  };
}

/** The same rules with these overrides of their schedules instead of any before. */
export function overrideRules(index: RuleIndex, overrides: readonly Override[]): RuleIndex {
  return { ...index, schedules: withOverrides(index.schedules, overrides, index.rules.people) };
}

const UNKNOWN: KnownParty = { kind: 'group', members: [] };

function lookUpOnce(
  rules: Rules,
  members: ReadonlyMap<string, Membership>,
  contacts: ReadonlyMap<string, Contact>,
): (name: string) => KnownParty {
  const found = new Map<string, KnownParty>();
  for (const [name, { people, byTime }] of members) {
    const always = people.flatMap((person) => {
      const contact = contacts.get(person);
      return contact === undefined ? [] : [{ contact, onCall: null }];
    });
    found.set(name, { kind: kindOf(rules, name), members: byTime ? null : always });
  }
  return (name) => found.get(name) ?? UNKNOWN;
}

function kindOf(rules: Rules, name: string): KnownParty['kind'] {
  if (rules.people.has(name)) return 'person';
  return rules.schedules.has(name) ? 'schedule' : 'group';
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
