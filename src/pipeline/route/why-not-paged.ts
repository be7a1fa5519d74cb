import type { PersonNotPaged } from '../../domain/explanation.js';
import type { Subscription } from '../../domain/rules.js';
import { describeScope } from './describe-scope.js';
import { formatWallClock, inHours } from './hours.js';
import { isInForce } from './in-force.js';
import { type MatchedCheck, matchAlike } from './match-alike.js';
import { isReachable, membersOf } from './people.js';
import type { RuleIndex } from './rule-index.js';
import type { SelectionRequest } from './selection-request.js';

/** Everybody who is not among `paged`, in the order of the rules, with every reason there is. */
export function whyNotPaged(
  index: RuleIndex,
  request: SelectionRequest,
  paged: ReadonlySet<string>,
): readonly PersonNotPaged[] {
  const checks = matchAlike(index, request.checks);
  const own = subscriptionsByPerson(index);
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
  if (!request.targets.some(({ kind }) => kind === 'subscribers')) return ['this step names others'];
  if (inquiry.own.length === 0) return ['no subscription matches'];
  const fitting = new Set(inquiry.checks.flatMap(({ subscriptions }) => subscriptions));
  const reasons = inquiry.own.filter((n) => fitting.has(n)).flatMap((n) => whyNotBy(index, n, inquiry, request));
  if (reasons.length > 0) return [...new Set(reasons)];
  return [`only subscribed to ${describeOwn(index, inquiry.own)}`];
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
    if (!optOut.who.some((name) => membersOf(index, name).includes(of.person))) return [];
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

function subscriptionsByPerson(index: RuleIndex): ReadonlyMap<string, readonly number[]> {
  const own = new Map<string, number[]>();
  for (const [number, { optOut, who }] of index.rules.subscriptions.entries()) {
    if (optOut) continue;
    for (const person of new Set(who.flatMap((name) => membersOf(index, name)))) {
      const there = own.get(person);
      if (there === undefined) own.set(person, [number]);
      else there.push(number);
    }
  }
  return own;
}
