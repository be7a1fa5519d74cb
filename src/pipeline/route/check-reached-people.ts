import type { Rules, RulesFault, Subscription } from '../../domain/rules.js';
import { describeScope } from './describe-scope.js';
import { faultAt } from './fault.js';
import { everMembersOf } from './members-at.js';
import { isReachable, opsPeople } from './people.js';
import type { RuleIndex } from './rule-index.js';

/** Warnings: people whom nothing ever reaches, people without any address, opt-outs that subtract nothing. */
export function checkReachedPeople(index: RuleIndex): readonly RulesFault[] {
  const reached = peopleReached(index);
  const people = [...index.rules.people.values()];
  const forgotten = people.filter(({ name }) => !reached.has(name));
  const unreachable = people.filter((person) => reached.has(person.name) && !isReachable(person));
  const { subscriptions } = index.rules;
  const idle = subscriptions.filter(({ optOut }) => optOut).filter((optOut) => !subtracts(index, optOut));
  return [
    ...forgotten.map(({ name, origin = null }) => faultAt(origin, `nothing ever pages ${name}`, 'warning')),
    ...unreachable.map(({ name, origin = null }) =>
      faultAt(origin, `${name} has no sms and no email, so cannot be paged`, 'warning'),
    ),
    ...idle.map(({ origin, who, scope }) => {
      const message = `${who.join(', ')} opted out of ${describeScope(scope)}, to which no subscription leads`;
      return faultAt(origin, message, 'warning');
    }),
  ];
}

function peopleReached(index: RuleIndex): ReadonlySet<string> {
  const names = pagedNames(index.rules);
  return new Set([...names.flatMap((name) => everMembersOf(index, name)), ...opsPeople(index, { now: 0 })]);
}

/** Names of people, groups and schedules that pages may go to, whatever happens; people with a role are not among them. */
export function pagedNames({ subscriptions, escalationPolicies, services }: Rules): readonly string[] {
  const targets = [...escalationPolicies.values()].flatMap(({ steps }) => steps.flatMap(({ page }) => page));
  return [
    ...subscriptions.filter(({ optOut }) => !optOut).flatMap(({ who }) => who),
    ...targets.flatMap((target) => (target.kind === 'name' ? [target.name] : [])),
    ...[...services.values()].flatMap(({ owners }) => owners),
  ];
}

/** True when some subscription of one of its people may concern the same checks. */
function subtracts(index: RuleIndex, optOut: Subscription): boolean {
  const people = new Set(optOut.who.flatMap((name) => everMembersOf(index, name)));
  return index.rules.subscriptions.some((subscription) => {
    if (subscription.optOut || !mayMeet(subscription, optOut)) return false;
    return subscription.who.some((name) => everMembersOf(index, name).some((person) => people.has(person)));
  });
}

function mayMeet({ scope: a }: Subscription, { scope: b }: Subscription): boolean {
  if (b.kind === 'unmatched') return a.kind === 'unmatched';
  if (a.kind !== 'services' || b.kind !== 'services') return true;
  // Different services may still share checks, but nobody could tell from the rules: then the warning helps.
  return a.services.some((service) => b.services.includes(service));
}
