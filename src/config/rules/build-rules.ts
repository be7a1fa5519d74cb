import type { Channel } from '../../domain/channel.js';
import type {
  EscalationPolicy,
  Hours,
  Limits,
  Person,
  RecurringWindow,
  Rules,
  Service,
  SourceExpectation,
} from '../../domain/rules.js';
import { STALE_AFTER_SECONDS } from '../../domain/rules.js';
import { defaultUrgency } from '../../domain/severity.js';
import { readRrule } from '../../pipeline/suppress/read-rrule.js';
import { buildExpectation } from './build-expectation.js';
import { buildPolicy, defaultPolicy } from './build-policy.js';
import { buildSchedule } from './build-schedule.js';
import { buildSubscription } from './build-subscription.js';
import type { Entries, Known, Section } from './entries.js';
import { originOf } from './files/tree.js';
import type { HoursEntry, WindowEntry } from './schema/hours.js';
import type { PersonEntry } from './schema/people.js';
import type { ServiceEntry } from './schema/services.js';
import type { SourceEntry } from './schema/sources.js';
import { uniteWeekdays } from './values/week-times.js';
import { withoutUndefined } from './values/without-undefined.js';

/** Checked entries as rules, with the defaults of the format filled in. */
export function buildRules(entries: Entries, hash: string): Rules {
  const policies = build(entries.escalationPolicies, buildPolicy);
  return {
    hash,
    people: build(entries.people, buildPerson),
    groups: build(entries.groups, ({ name }, { members }) => ({ name, members })),
    schedules: build(entries.schedules, (known, entry) => buildSchedule(known, entry, entries)),
    hours: build(entries.hours, buildHours),
    services: build(entries.services, buildService),
    sources: build(entries.sources, buildSource),
    subscriptions: entries.subscriptions.map(buildSubscription),
    escalationPolicies: policies.has('default')
      ? policies
      : new Map<string, EscalationPolicy>([...policies, ['default', defaultPolicy]]),
    limits: { ...DEFAULT_LIMITS, ...withoutUndefined(entries.limits?.value ?? {}) },
    maintenance: entries.maintenance.map(({ value }) => buildWindow(value)),
    ...buildNotices(entries),
    expectations: entries.expectations.map((expectation) => buildExpectation(expectation)),
  };
}

const DEFAULT_LIMITS: Readonly<Record<Channel, Limits>> = {
  sms: [
    { count: 1, seconds: 60 },
    { count: 5, seconds: 900 },
    { count: 11, seconds: 3600 },
    { count: 21, seconds: 10_800 },
  ],
  email: [],
};

function buildNotices({ notices }: Entries): Pick<Rules, 'maintenanceNotices'> {
  const maintenance = notices?.value.maintenance;
  return maintenance === undefined ? {} : { maintenanceNotices: maintenance };
}

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

function build<T, R>(section: Section<T>, make: (known: Known, entry: T) => R): ReadonlyMap<string, R> {
  return new Map(
    [...section.entries].map(([name, { value, place }]) => [name, make({ name, origin: originOf(place) }, value)]),
  );
}

function buildPerson({ name, origin }: Known, entry: PersonEntry): Person {
  return {
    name,
    origin,
    displayName: entry.name ?? name,
    timezone: entry.timezone ?? 'UTC',
    sms: entry.sms ?? [],
    email: entry.email ?? [],
    notify: {
      high: entry.notify?.high ?? [atOnce('sms'), atOnce('email')],
      low: entry.notify?.low ?? [atOnce('email')],
    },
    roles: entry.roles ?? ['responder'],
    limits: withoutUndefined(entry.limits ?? {}),
    shiftMails: entry.shiftMails !== 'off',
    quiet: entry.quiet ?? null,
    tell: buildTell(entry),
  };
}

function buildTell({ tell }: PersonEntry): Person['tell'] {
  return { taken: tell?.taken ?? ['email'], over: tell?.over ?? ['sms', 'email'] };
}

function buildSource({ name }: Known, { expectEvery, staleAfter }: SourceEntry): SourceExpectation {
  return {
    name,
    expectEverySeconds: expectEvery ?? null,
    staleAfterSeconds: staleAfter === undefined ? STALE_AFTER_SECONDS : staleAfter,
  };
}

function atOnce(via: Channel) {
  return { via, afterSeconds: 0 };
}

function buildHours({ name }: Known, { timezone, weekdays, times }: HoursEntry): Hours {
  return {
    name,
    timezone,
    weekdays: weekdays ? uniteWeekdays(weekdays) : EVERY_DAY,
    times: times ?? [{ from: 0, to: 1440 }],
  };
}

function buildService({ name, origin }: Known, entry: ServiceEntry): Service {
  return {
    name,
    origin,
    displayName: entry.name ?? name,
    match: (entry.match ?? []).map(withoutUndefined),
    except: (entry.except ?? []).map(withoutUndefined),
    owners: entry.owners ?? [],
    groupBy: entry.groupBy ?? 'service',
    urgency: { ...defaultUrgency, ...withoutUndefined(entry.urgency ?? {}) },
    precedence: entry.precedence ?? 0,
    escalation: entry.escalation ?? 'default',
    runbook: entry.runbook ?? null,
    dependsOn: entry.dependsOn ?? [],
  };
}

function buildWindow(entry: WindowEntry): RecurringWindow {
  return {
    name: entry.name,
    services: entry.services ?? [],
    match: (entry.match ?? []).map(withoutUndefined),
    ...buildDays(entry),
    atMinutes: entry.at,
    timezone: entry.timezone,
    lengthSeconds: entry.for,
    reason: entry.reason,
  };
}

/** The entry has been checked: its RRULE can be read. */
function buildDays({ weekdays, rrule, startsOn, at, timezone }: WindowEntry) {
  const days = rrule === undefined ? null : readRrule(rrule, { startsOn: startsOn ?? null, atMinutes: at, timezone });
  if (days !== null && !('wrong' in days)) return days;
  return { weekdays: weekdays ? uniteWeekdays(weekdays) : EVERY_DAY };
}
