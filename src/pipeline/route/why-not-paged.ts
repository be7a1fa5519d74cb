import type { PersonNotPaged } from '../../domain/explanation.js';
import type { Subscription } from '../../domain/rules.js';
import { describeScope } from './describe-scope.js';
import { formatWallClock, inHours } from './hours.js';
import { isInForce } from './in-force.js';
import { type MatchedCheck, matchAlike } from './match-alike.js';
import { everMembersOf, membersAt } from './members-at.js';
import { offDutyReasons } from './off-duty.js';
import { isReachable } from './people.js';
import type { RuleIndex } from './rule-index.js';
import type { SelectionRequest } from './selection-request.js';

/** Everybody who is not among `paged`, in the order of the rules, with every reason there is. */
export function whyNotPaged(
  index: RuleIndex,
  request: SelectionRequest,
  paged: ReadonlySet<string>,
): readonly PersonNotPaged[] {
  const checks = matchAlike(index, request.checks);
  const own = subscriptionsByPerson(index, request.now);
  return [...index.rules.people.keys()]
    .filter((person) => !paged.has(person))
    .map((person) => ({ person, because: reasonsFor(index, { person, own: own.get(person) ?? [], checks }, request) }));
}

interface Inquiry {
  readonly person: string;
  /** Numbers of the person's subscriptions, opt-outs left out. */
  readonly own: readonly number[];
  readonly checks: readonly MatchedCheck[];
}

function reasonsFor(index: RuleIndex, inquiry: Inquiry, request: SelectionRequest): readonly string[] {
  const person = index.rules.people.get(inquiry.person);
  if (person !== undefined && !isReachable(person)) return ['no reachable contact method'];
  const offDuty = offDutyReasons(index, namesOf(index, request), { person: inquiry.person, at: request.now });
  if (!request.targets.some(({ kind }) => kind === 'subscribers')) {
    return offDuty.length > 0 ? offDuty : ['this step names others'];
  }
  if (inquiry.own.length === 0) return offDuty.length > 0 ? offDuty : ['no subscription matches'];
  const fitting = new Set(inquiry.checks.flatMap(({ subscriptions }) => subscriptions));
  const reasons = inquiry.own.filter((n) => fitting.has(n)).flatMap((n) => whyNotBy(index, n, inquiry, request));
  if (reasons.length > 0) return [...new Set([...reasons, ...offDuty])];
  return [`only subscribed to ${describeOwn(index, inquiry.own)}`];
}

/** Names by which the targets of the step may lead to somebody, subscriptions left out. */
function namesOf(index: RuleIndex, { targets, service }: SelectionRequest): readonly string[] {
  const owners = (service === null ? undefined : index.rules.services.get(service)?.owners) ?? [];
  return targets.flatMap((target) => {
    if (target.kind === 'name') return [target.name];
    return target.kind === 'owners' ? owners : [];
  });
}

/** Why a subscription whose scope fits does not reach the person for any of the checks. */
function whyNotBy(index: RuleIndex, number: number, inquiry: Inquiry, request: SelectionRequest): readonly string[] {
  const subscription = index.rules.subscriptions[number];
  if (subscription === undefined) return [];
  const checks = inquiry.checks.filter(({ subscriptions }) => subscriptions.includes(number));
  const severe = checks.filter(({ severity }) => subscription.severity?.includes(severity) ?? true);
  if (severe.length === 0) return [severityReason(subscription, checks)];
  const hours = subscription.hours === null ? undefined : index.rules.hours.get(subscription.hours);
  if (hours !== undefined && !inHours(hours, request.now)) {
    return [`outside hours ${hours.name} (it is ${formatWallClock(hours.timezone, request.now)} there)`];
  }
  const at = request.now + subscription.afterSeconds * 1000;
  const offDuty = offDutyReasons(index, subscription.who, { person: inquiry.person, at });
  if (offDuty.length > 0) return offDuty;
  const optOuts = severe.flatMap((check) => optOutReasons(index, check, { person: inquiry.person, now: request.now }));
  return optOuts.length > 0 ? optOuts : [`has no notification rule for ${request.urgency} urgency`];
}

function severityReason(subscription: Subscription, checks: readonly MatchedCheck[]): string {
  const given = [...new Set(checks.map(({ severity }) => severity))].join(', ');
  return `severity ${given} is not among [${subscription.severity?.join(', ')}] (${subscription.origin})`;
}

function optOutReasons(
  index: RuleIndex,
  check: MatchedCheck,
  of: { readonly person: string; readonly now: number },
): readonly string[] {
  return check.optOuts.flatMap((number) => {
    const optOut = index.rules.subscriptions[number];
    if (optOut === undefined || !isInForce(index, optOut, { severity: check.severity, now: of.now })) return [];
    const people = optOut.who.flatMap((name) => membersAt(index, name, of.now));
    if (!people.some(({ person }) => person === of.person)) return [];
    const channels = optOut.via === null ? '' : ` by ${optOut.via.join(' and ')}`;
    return [`opted out of ${describeScope(optOut.scope, check.services)}${channels} (${optOut.origin})`];
  });
}

function describeOwn(index: RuleIndex, own: readonly number[]): string {
  const scopes = own.flatMap((number) => {
    const scope = index.rules.subscriptions[number]?.scope;
    return scope === undefined ? [] : [describeScope(scope)];
  });
  return [...new Set(scopes)].join(', ');
}

/** Also those that count only while the person is on call. */
function subscriptionsByPerson(index: RuleIndex, now: number): ReadonlyMap<string, readonly number[]> {
  const own = new Map<string, number[]>();
  for (const [number, { optOut, who }] of index.rules.subscriptions.entries()) {
    if (optOut) continue;
    const present = who.flatMap((name) => membersAt(index, name, now)).map(({ person }) => person);
    for (const person of new Set([...who.flatMap((name) => everMembersOf(index, name)), ...present])) {
      const there = own.get(person);
      if (there === undefined) own.set(person, [number]);
      else there.push(number);
    }
  }
  return own;
}
