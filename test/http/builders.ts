import type { CalendarFeed } from '../../src/domain/calendar-feed.js';
import type { CheckState } from '../../src/domain/check.js';
import type { Explanation } from '../../src/domain/explanation.js';
import type { Incident } from '../../src/domain/incident.js';
import type { MaintenanceWindow } from '../../src/domain/maintenance-window.js';
import type { Notification } from '../../src/domain/notification.js';
import type { RecurringRecord } from '../../src/domain/recurring-record.js';
import type { Person, Rules, Service } from '../../src/domain/rules.js';
import type { Override, Schedule } from '../../src/domain/schedule.js';
import type { WindowPreview } from '../../src/domain/window-preview.js';
import type { OnCallAnswer, OnCallQuestion } from '../../src/pipeline/explain/on-call.js';

/** The evening of the story: 2013-04-18 23:46 UTC. */
export const EVENING = Date.UTC(2013, 3, 18, 23, 46);

export function aCheck(with_: Partial<CheckState> = {}): CheckState {
  return {
    key: 'icinga/parsoid.svc!LVS HTTP IPv4 on parsoid',
    source: 'icinga',
    host: 'parsoid.svc',
    check: 'LVS HTTP IPv4 on parsoid',
    service: null,
    labels: { dc: 'eqiad' },
    failing: true,
    severity: 'critical',
    sourceState: 'CRITICAL',
    summary: 'CRITICAL - Socket timeout after 10 seconds',
    details: '',
    since: EVENING,
    stateSince: EVENING,
    lastAlertAt: EVENING,
    alerts: 1,
    flapping: false,
    acknowledgedBy: null,
    downtimeUntil: null,
    link: null,
    ...with_,
  };
}

export function anIncident(with_: Partial<Incident> = {}): Incident {
  const check = aCheck();
  return {
    v: 1,
    id: 'inc_parsoid',
    number: 12,
    rev: 3,
    key: 'service:parsoid',
    audience: 'subscribers',
    service: 'parsoid',
    title: 'Parsoid: LVS HTTP IPv4 on parsoid is CRITICAL',
    state: 'triggered',
    severity: 'critical',
    urgency: 'high',
    openedAt: EVENING,
    updatedAt: EVENING,
    resolvedAt: null,
    resolvedBy: null,
    acknowledgedAt: null,
    acknowledgedUntil: null,
    acknowledgedBy: [],
    cycle: 1,
    step: 1,
    round: 1,
    nextStepAt: EVENING + 900_000,
    suppressed: null,
    paged: { roan: { cycle: 1, at: EVENING + 1000, channels: ['sms', 'email'] } },
    checks: new Map([[check.key, check]]),
    ...with_,
  };
}

export function aWindow(with_: Partial<MaintenanceWindow> = {}): MaintenanceWindow {
  return {
    v: 1,
    id: 'win_1',
    rev: 1,
    services: ['parsoid'],
    match: [],
    startsAt: EVENING,
    endsAt: EVENING + 1_800_000,
    reason: 'deploy',
    createdBy: 'roan',
    via: 'api',
    createdAt: EVENING,
    endedBy: null,
    effect: 'suppress',
    settle: null,
    ...with_,
  };
}

export function aRecurring(
  { services }: Pick<MaintenanceWindow, 'services'> = { services: ['parsoid'] },
  endedBy: string | null = null,
): RecurringRecord {
  return {
    ...{ v: 1, id: 'rec_1', rev: 1, services: [...services], match: [], weekdays: [1, 3], atMinutes: 780 },
    ...{ timezone: 'America/Los_Angeles', lengthSeconds: 1800, reason: 'deploy slot', createdBy: 'somebody' },
    ...{ via: 'api', createdAt: EVENING, endedAt: endedBy === null ? null : EVENING, endedBy },
  };
}

export function aPreview(confirmation: string | null = null): WindowPreview {
  return {
    summary: 'mutes 1 known check of parsoid; 1 incident is open now; parsoid-team would not be paged',
    services: ['parsoid'],
    checks: [{ key: 'icinga/parsoid.svc!LVS', source: 'icinga', host: 'parsoid.svc', check: 'LVS', failing: true }],
    incidents: [anIncident()],
    people: ['roan', 'gabriel'],
    shifts: [{ schedule: 'ops-oncall', people: ['roan'], startsAt: EVENING, endsAt: EVENING + 1_800_000 }],
    dependents: [],
    overlaps: [],
    warnings:
      confirmation === null ? [] : [{ code: 'everything', text: 'it covers everything: nobody would be paged' }],
    confirmation,
  };
}

export function aNotification(with_: Partial<Notification> = {}): Notification {
  return {
    v: 1,
    id: 'ntf_1',
    channel: 'sms',
    to: '+12025550143',
    person: 'roan',
    calls: [{ callId: 'pag_1/0', pageId: 'pag_1', incidentId: 'inc_parsoid' }],
    state: 'accepted',
    attempts: 1,
    possibleDuplicate: false,
    createdAt: EVENING,
    updatedAt: EVENING,
    provider: null,
    providerId: 'SM123',
    error: null,
    subject: null,
    text: 'CRITICAL Parsoid',
    receipt: null,
    code: null,
    receiptDueAt: null,
    unconfirmedAt: null,
    lateAt: null,
    ...with_,
  };
}

function aPerson(name: string, with_: Partial<Person> = {}): Person {
  return {
    name,
    displayName: name.slice(0, 1).toUpperCase() + name.slice(1),
    timezone: 'America/Los_Angeles',
    sms: ['+12025550143'],
    email: [`${name}@example.org`],
    notify: { high: [{ via: 'sms', afterSeconds: 0 }], low: [{ via: 'email', afterSeconds: 0 }] },
    roles: ['responder'],
    limits: {},
    shiftMails: true,
    quiet: null,
    tell: { taken: ['email'], over: ['sms', 'email'] },
    ...with_,
  };
}

function aService(name: string, with_: Partial<Service> = {}): Service {
  return {
    name,
    displayName: name,
    match: [{ check: `*${name}*` }],
    except: [],
    owners: ['parsoid-team'],
    groupBy: 'service',
    urgency: { critical: 'high', error: 'high', warning: 'low', info: 'record' },
    precedence: 0,
    escalation: 'default',
    runbook: 'https://wikitech.example.org/wiki/Parsoid',
    dependsOn: [],
    ...with_,
  };
}

export function someRules(): Rules {
  return {
    hash: 'abc123',
    people: new Map(['roan', 'gabriel', 'daniel'].map((name) => [name, aPerson(name)])),
    groups: new Map([['parsoid-team', { name: 'parsoid-team', members: ['roan', 'gabriel'] }]]),
    schedules: new Map([['ops-oncall', aSchedule]]),
    hours: new Map(),
    services: new Map(['parsoid', 'apache'].map((name) => [name, aService(name)])),
    sources: new Map(),
    subscriptions: [],
    escalationPolicies: new Map(),
    limits: { sms: [], email: [] },
    maintenance: [],
    expectations: [],
  };
}

export function anExplanation(): Explanation {
  return {
    alert: {
      id: 'alt_1',
      eventKey: 'key',
      source: 'icinga',
      kind: 'problem',
      audience: 'subscribers',
      checkKey: 'icinga/parsoid.svc!LVS',
      host: 'parsoid.svc',
      check: 'LVS',
      service: null,
      failing: true,
      severity: 'critical',
      sourceState: 'CRITICAL',
      summary: 'Socket timeout',
      details: '',
      labels: {},
      at: EVENING,
      receivedAt: EVENING,
      stateSince: null,
      downtimeDepth: null,
      author: null,
      comment: null,
      link: null,
      spooled: false,
    },
    services: ['parsoid'],
    incidentKey: 'service:parsoid',
    suppressed: null,
    steps: [
      {
        step: 1,
        afterSeconds: 0,
        people: [
          { person: 'roan', notifications: [{ via: 'sms', afterSeconds: 0 }], because: ['subscribed to parsoid'] },
        ],
      },
    ],
    notPaged: [{ person: 'daniel', because: ['no subscription covers parsoid'] }],
  };
}

const aSchedule: Schedule = {
  name: 'ops-oncall',
  timezone: 'America/Los_Angeles',
  rotations: [
    {
      members: ['daniel', 'gabriel'],
      every: { count: 1, unit: 'weeks' },
      startsAt: Date.UTC(2013, 3, 1, 17),
      endsAt: null,
      hours: null,
    },
  ],
  follows: null,
};

/** Daniel until Monday, Gabriel after him. */
export function anOnCallAnswer(span: OnCallQuestion['span'] = null): OnCallAnswer {
  const monday = Date.UTC(2013, 3, 22, 17);
  const gabriel = { people: ['gabriel'], startsAt: monday, endsAt: monday + 604_800_000 };
  const daniel = { people: ['daniel'], startsAt: Date.UTC(2013, 3, 18, 7), endsAt: monday };
  const gap = { people: [], startsAt: monday + 604_800_000, endsAt: monday + 700_000_000 };
  const shifts = span === null ? null : [daniel, gabriel, gap];
  const duty = { people: ['daniel'], until: monday, next: gabriel, shifts };
  return { schedules: [{ schedule: 'ops-oncall', timezone: 'America/Los_Angeles', ...duty }], always: ['roan'] };
}

export function aFeed(with_: Partial<CalendarFeed> = {}): CalendarFeed {
  return {
    v: 1,
    id: 'fed_1',
    of: { kind: 'person', name: 'roan' },
    secretHash: '',
    createdBy: 'admin',
    createdAt: EVENING,
    revokedBy: null,
    revokedAt: null,
    ...with_,
  };
}

export function anOverride(with_: Partial<Override> = {}): Override {
  return {
    v: 1,
    id: 'ovr_1',
    rev: 1,
    schedule: 'ops-oncall',
    kind: 'replace',
    person: 'gabriel',
    replaces: 'daniel',
    startsAt: EVENING,
    endsAt: EVENING + 14_400_000,
    reason: 'on a plane',
    createdBy: 'daniel',
    via: 'cli',
    createdAt: EVENING,
    removedBy: null,
    ...with_,
  };
}
