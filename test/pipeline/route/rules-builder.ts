import type { CheckFacts } from '../../../src/domain/check.js';
import type {
  EscalationPolicy,
  Group,
  Hours,
  Person,
  RecurringWindow,
  Rules,
  Service,
  Subscription,
} from '../../../src/domain/rules.js';
import type { Rotation, Schedule } from '../../../src/domain/schedule.js';
import { defaultUrgency } from '../../../src/domain/severity.js';

/** Everything by name; what is left out has defaults that suit most tests. */
export interface RulesSketch {
  readonly people?: Readonly<Record<string, Partial<Person>>>;
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly schedules?: Readonly<Record<string, Partial<Schedule>>>;
  readonly hours?: readonly Hours[];
  readonly services?: Readonly<Record<string, Partial<Service>>>;
  readonly subscriptions?: readonly Partial<Subscription>[];
  readonly policies?: Readonly<Record<string, Partial<EscalationPolicy>>>;
  readonly maintenance?: readonly RecurringWindow[];
  readonly expectations?: Rules['expectations'];
}

const subscribersAtOnce: EscalationPolicy = {
  name: 'default',
  steps: [{ afterSeconds: 0, page: [{ kind: 'subscribers' }] }],
  repeat: 0,
  ackTimeoutSeconds: 3600,
  returnsWithinSeconds: 1800,
};

export const businessHours: Hours = {
  name: 'business',
  timezone: 'America/Los_Angeles',
  weekdays: [1, 2, 3, 4, 5],
  times: [{ from: 9 * 60, to: 17 * 60 }],
};

export function buildRules(sketch: RulesSketch): Rules {
  return {
    hash: 'test',
    people: new Map(Object.entries(sketch.people ?? {}).map(([name, person]) => [name, buildPerson(name, person)])),
    groups: new Map(Object.entries(sketch.groups ?? {}).map(([name, members]) => [name, { name, members } as Group])),
    schedules: new Map(Object.entries(sketch.schedules ?? {}).map(([name, one]) => [name, buildSchedule(name, one)])),
    hours: new Map((sketch.hours ?? []).map((hours) => [hours.name, hours])),
    services: new Map(Object.entries(sketch.services ?? {}).map(([name, one]) => [name, buildService(name, one)])),
    sources: new Map(),
    subscriptions: (sketch.subscriptions ?? []).map(buildSubscription),
    escalationPolicies: new Map(
      Object.entries({ default: {}, ...sketch.policies }).map(([name, policy]) => [
        name,
        { ...subscribersAtOnce, ...policy, name },
      ]),
    ),
    limits: { sms: [], email: [] },
    maintenance: sketch.maintenance ?? [],
    expectations: sketch.expectations ?? [],
  };
}

function buildPerson(name: string, person: Partial<Person> = {}): Person {
  return {
    name,
    displayName: name,
    timezone: 'UTC',
    sms: [`+1202555${name.length}${name.charCodeAt(0)}`],
    email: [`${name}@example.org`],
    notify: {
      high: [
        { via: 'sms', afterSeconds: 0 },
        { via: 'email', afterSeconds: 0 },
      ],
      low: [{ via: 'email', afterSeconds: 0 }],
    },
    roles: ['responder'],
    limits: {},
    shiftMails: true,
    quiet: null,
    tell: { taken: ['email'], over: ['sms', 'email'] },
    ...person,
  };
}

function buildSchedule(name: string, schedule: Partial<Schedule>): Schedule {
  return { name, timezone: 'UTC', rotations: [], follows: null, ...schedule };
}

/** Turns of a week from Monday 2013-04-15 17:00 UTC on, unless told otherwise. */
export function buildRotation(members: readonly string[], rotation: Partial<Rotation> = {}): Rotation {
  const startsAt = Date.UTC(2013, 3, 15, 17);
  return { members, every: { count: 1, unit: 'weeks' }, startsAt, endsAt: null, hours: null, ...rotation };
}

function buildService(name: string, service: Partial<Service> = {}): Service {
  return {
    name,
    displayName: name,
    match: [],
    except: [],
    owners: [],
    groupBy: 'service',
    urgency: defaultUrgency,
    precedence: 0,
    escalation: 'default',
    runbook: null,
    dependsOn: [],
    ...service,
  };
}

export function buildSubscription(subscription: Partial<Subscription>, place = 0): Subscription {
  return {
    origin: `rules.yaml:${place + 1}`,
    who: [],
    scope: { kind: 'all' },
    optOut: false,
    severity: null,
    hours: null,
    via: null,
    afterSeconds: 0,
    ...subscription,
  };
}

export function toService(...services: readonly string[]): Subscription['scope'] {
  return { kind: 'services', services };
}

export function buildFacts(facts: Partial<CheckFacts> = {}): CheckFacts {
  return { source: 'icinga', host: 'db1', check: 'https', severity: 'critical', labels: {}, service: null, ...facts };
}
