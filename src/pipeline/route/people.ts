import type { Person, Subscription } from '../../domain/rules.js';
import { everMembersOf, type Member, membersAt } from './members-at.js';
import type { RuleIndex } from './rule-index.js';

/** When it is asked. */
export interface CatchAllQuestion {
  /** UTC ms. */
  readonly now: number;
  /** Checks of the rules: nobody stands in where nobody is on call. */
  readonly strict?: boolean | undefined;
}

/** One of the all-pages people, by one of the subscriptions that make them. */
export interface CatchAllMember extends Member {
  readonly subscription: Subscription;
}

/** True when there is any address to reach the person by. */
export function isReachable(person: Person): boolean {
  return person.sms.length > 0 || person.email.length > 0;
}

/**
 * Reachable people of the subscriptions that are an unrestricted `to: all`; when there are none, of those `to: unmatched`. Where
 * these are schedules and nobody is on call, everybody of the schedules: a page too many is better than one lost.
 */
export function catchAll(index: RuleIndex, { now, strict }: CatchAllQuestion): readonly CatchAllMember[] {
  const live = firstReaching(index, (name) => membersAt(index, name, now));
  if (live.length > 0 || strict) return live;
  return firstReaching(index, (name) =>
    everMembersOf(index, name).map((person) => ({ person, onCall: `nobody is on call in ${name} now` })),
  );
}

/** Reachable people with an unrestricted `to: all`; when there is none, those of an unrestricted `to: unmatched`. */
export function allPagesPeople(index: RuleIndex, question: CatchAllQuestion): readonly string[] {
  return [...new Set(catchAll(index, question).map(({ person }) => person))];
}

/** Who is told about the router itself: reachable people with role ops or admin, else the all-pages people. */
export function opsPeople(index: RuleIndex, question: CatchAllQuestion): readonly string[] {
  const ops = [...index.rules.people.values()].filter(({ roles }) => roles.includes('ops') || roles.includes('admin'));
  const reachable = ops.filter(isReachable).map(({ name }) => name);
  return reachable.length > 0 ? reachable : allPagesPeople(index, question);
}

function firstReaching(index: RuleIndex, membersOf: (name: string) => readonly Member[]): readonly CatchAllMember[] {
  const { all, unmatched } = index.subscriptions;
  for (const numbers of [all, unmatched]) {
    const members = numbers.flatMap((number) => reachableOf(index, number, membersOf));
    if (members.length > 0) return members;
  }
  return [];
}

function reachableOf(
  index: RuleIndex,
  number: number,
  membersOf: (name: string) => readonly Member[],
): readonly CatchAllMember[] {
  const subscription = index.rules.subscriptions[number];
  if (subscription === undefined || !isUnrestricted(subscription)) return [];
  return subscription.who
    .flatMap(membersOf)
    .filter(({ person }) => isKnownReachable(index, person))
    .map((member) => ({ ...member, subscription }));
}

/** A subscription that nothing but `via` restricts: what it is subscribed to reaches it at any time. */
function isUnrestricted(subscription: Subscription): boolean {
  const { severity, hours, afterSeconds, optOut } = subscription;
  return severity === null && hours === null && afterSeconds === 0 && !optOut;
}

function isKnownReachable(index: RuleIndex, name: string): boolean {
  const person = index.rules.people.get(name);
  return person !== undefined && isReachable(person);
}
