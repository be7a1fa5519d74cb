import type { Person, Subscription } from '../../domain/rules.js';
import type { RuleIndex } from './rule-index.js';

/** The people a person's or group's name stands for, flattened; nobody for an unknown name. */
export function membersOf(index: RuleIndex, name: string): readonly string[] {
  return index.members.get(name) ?? [];
}

/** True when there is any address to reach the person by. */
export function isReachable(person: Person): boolean {
  return person.sms.length > 0 || person.email.length > 0;
}

/** A subscription that nothing but `via` restricts: what it is subscribed to reaches it at any time. */
function isUnrestricted(subscription: Subscription): boolean {
  const { severity, hours, afterSeconds, optOut } = subscription;
  return severity === null && hours === null && afterSeconds === 0 && !optOut;
}

/** Numbers of the subscriptions that make the all-pages people: unrestricted `to: all`, else `to: unmatched`. */
export function catchAllSubscriptions(index: RuleIndex): readonly number[] {
  const { all, unmatched } = index.subscriptions;
  const reaching = [all, unmatched].map((numbers) => numbers.filter((number) => reachesSomebody(index, number)));
  return reaching.find((numbers) => numbers.length > 0) ?? [];
}

/** Reachable people with an unrestricted `to: all`; when there is none, those of an unrestricted `to: unmatched`. */
export function allPagesPeople(index: RuleIndex): readonly string[] {
  const people = catchAllSubscriptions(index).flatMap((number) => {
    return (index.rules.subscriptions[number]?.who ?? []).flatMap((name) => membersOf(index, name));
  });
  return onlyReachable(index, people);
}

/** Who is told about the router itself: reachable people with role ops or admin, else the all-pages people. */
export function opsPeople(index: RuleIndex): readonly string[] {
  const ops = [...index.rules.people.values()].filter(({ roles }) => roles.includes('ops') || roles.includes('admin'));
  const reachable = ops.filter(isReachable).map(({ name }) => name);
  return reachable.length > 0 ? reachable : allPagesPeople(index);
}

function reachesSomebody(index: RuleIndex, number: number): boolean {
  const subscription = index.rules.subscriptions[number];
  if (subscription === undefined || !isUnrestricted(subscription)) return false;
  return (
    onlyReachable(
      index,
      subscription.who.flatMap((name) => membersOf(index, name)),
    ).length > 0
  );
}

function onlyReachable(index: RuleIndex, people: readonly string[]): readonly string[] {
  return [...new Set(people)].filter((name) => {
    const person = index.rules.people.get(name);
    return person !== undefined && isReachable(person);
  });
}
