import type { Hours, Rules, StepTarget, Subscription } from '../../../src/domain/rules.js';

const hourMs = 3_600_000;
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * I10: at every hour of the week some step of each service reaches somebody who has a phone or a mailbox. A naive reading
 * of the rules: only what concerns every critical alert of the service counts.
 */
export function findUnreachable(rules: Rules, from: number): string[] {
  return [...rules.services.values()].flatMap(({ name }) => {
    const lonely = Array.from({ length: 168 }, (_, hour) => from + hour * hourMs).find(
      (at) => !reaches(rules, name, at),
    );
    return lonely === undefined ? [] : [`I10: ${name} reaches nobody at ${new Date(lonely).toISOString()}`];
  });
}

function reaches(rules: Rules, service: string, at: number): boolean {
  const policy = rules.escalationPolicies.get(rules.services.get(service)?.escalation ?? 'default');
  const targets = (policy?.steps ?? []).flatMap(({ page }) => page);
  const names = targets.flatMap((target) => namesOf(rules, target, { service, at }));
  return names.flatMap((name) => peopleOf(rules, name)).some((person) => isReachable(rules, person));
}

function namesOf(rules: Rules, target: StepTarget, when: { service: string; at: number }): readonly string[] {
  if (target.kind === 'name') return [target.name];
  if (target.kind === 'owners') return rules.services.get(when.service)?.owners ?? [];
  if (target.kind === 'subscribers') return subscribersOf(rules, when);
  if (target.kind === 'all-pages') return rules.subscriptions.filter(isAllPages).flatMap(({ who }) => who);
  return [...rules.people.values()].filter(({ roles }) => roles.includes('ops')).map(({ name }) => name);
}

function subscribersOf(rules: Rules, { service, at }: { service: string; at: number }): string[] {
  const counting = rules.subscriptions.filter(({ severity, hours, scope }) => {
    if (severity !== null && !severity.includes('critical')) return false;
    if (hours !== null && !isWithin(rules.hours.get(hours), at)) return false;
    return scope.kind === 'all' || (scope.kind === 'services' && scope.services.includes(service));
  });
  const out = counting
    .filter(({ optOut }) => optOut)
    .flatMap(({ who }) => who.flatMap((name) => peopleOf(rules, name)));
  const subscribed = counting.filter(({ optOut }) => !optOut).flatMap(({ who }) => who);
  return subscribed.flatMap((name) => peopleOf(rules, name)).filter((person) => !out.includes(person));
}

function isAllPages({ scope, severity, hours, optOut }: Subscription): boolean {
  return scope.kind === 'all' && severity === null && hours === null && !optOut;
}

function peopleOf(rules: Rules, name: string): string[] {
  return rules.groups.get(name)?.members.flatMap((member) => peopleOf(rules, member)) ?? [name];
}

function isReachable(rules: Rules, name: string): boolean {
  const person = rules.people.get(name);
  return person !== undefined && person.sms.length + person.email.length > 0;
}

/** A range that passes midnight belongs to the day it starts. */
function isWithin(hours: Hours | undefined, at: number): boolean {
  if (hours === undefined) return false;
  const { day, minute } = wallTime(at, hours.timezone);
  const dayBefore = ((day + 5) % 7) + 1;
  return hours.times.some(({ from, to }) => {
    if (to > from) return hours.weekdays.includes(day) && minute >= from && minute < to;
    return (hours.weekdays.includes(day) && minute >= from) || (hours.weekdays.includes(dayBefore) && minute < to);
  });
}

function wallTime(at: number, timeZone: string): { readonly day: number; readonly minute: number } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    day: weekdays.indexOf(parts.get('weekday') ?? '') + 1,
    minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  };
}
