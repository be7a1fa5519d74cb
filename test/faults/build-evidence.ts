import type { AlertRecord } from '../../src/domain/alert.js';
import type { PageRecord } from '../../src/domain/delivery.js';
import type { Incident } from '../../src/domain/incident.js';
import type { Notification } from '../../src/domain/notification.js';
import type { ReceiptStatus } from '../../src/domain/receipt.js';
import type { Rules, Subscription } from '../../src/domain/rules.js';
import { buildRules, businessHours, type RulesSketch } from '../pipeline/route/rules-builder.js';
import { buildAlert, buildHead, buildPage, T0 } from '../store/ledger/build.js';
import type { Helplessness } from './check/find-unnoticed.js';
import { checkEvidence, type Evidence } from './checker.js';

const to = '+12025550143';
const text = '#1 wtp1 CRITICAL';
const sid = 'SM1';
export const row: AlertRecord = { alert: buildAlert(), incidentId: 'i1', outcome: 'paged', because: 'to: all' };
export const incident: Incident = { ...buildHead(), rev: 1, number: 1, checks: new Map() };
export const page: PageRecord = {
  page: buildPage(),
  calls: new Map([
    ['p1/0', 'sent'],
    ['p1/1', 'fallback'],
  ]),
};
export const notification: Notification = {
  v: 1,
  id: 'n1',
  channel: 'sms',
  to,
  person: 'roan',
  calls: [{ callId: 'p1/0', pageId: 'p1', incidentId: 'i1' }],
  state: 'accepted',
  attempts: 1,
  possibleDuplicate: false,
  createdAt: T0 + 100,
  updatedAt: T0 + 200,
  provider: null,
  providerId: sid,
  error: null,
  subject: null,
  text,
  receipt: null,
  code: null,
  receiptDueAt: null,
  unconfirmedAt: null,
  lateAt: null,
};
export const sms = { sid, to, body: text, validityPeriod: null, statusCallback: null, at: T0 + 150 };

/** By the provider. */
export function told(status: ReceiptStatus): Partial<Notification> {
  return { receipt: { status, at: T0 + 300, errorCode: null } };
}

/** One service, whose subscribers are paged. */
export function rulesWith(subscription: Partial<Subscription>, people: RulesSketch['people'] = { roan: {} }): Rules {
  return buildRules({
    people,
    hours: [businessHours],
    services: { parsoid: {} },
    subscriptions: [{ who: ['roan'], ...subscription }],
  });
}

/** What was seen of the incident on the way, one version after the other. */
export function seen(...incidents: readonly Partial<Incident>[]): Pick<Evidence, 'sightings'> {
  const versions = incidents.map((change) => ({ ...incident, ...change }));
  return { sightings: { incidents: new Map([['i1', versions]]), notifications: new Map() } };
}

/** The same of its notification. */
export function seenSending(...changes: readonly Partial<Notification>[]): Pick<Evidence, 'sightings'> {
  const versions = changes.map((change) => ({ ...notification, ...change }));
  return { sightings: { incidents: new Map(), notifications: new Map([['n1', versions]]) } };
}

export const outage: Helplessness = {
  from: T0,
  until: T0 + 90_000,
  pings: [T0 + 2000],
  plugin: [{ at: T0 + 5000, code: 2 }],
};

/** One alert, accepted, paged, taken by the provider; and what a test changes of it. */
export function buildEvidence(change: Partial<Evidence> = {}): Evidence {
  return {
    now: T0 + 20_000,
    accepted: [{ alertId: 'a1', host: 'wtp1' }],
    journal: { alerts: [{ alertId: 'a1', host: 'wtp1' }], told: [] },
    alerts: new Map([['a1', row]]),
    incidents: [incident],
    pages: [page],
    notifications: [notification],
    deadLetters: [],
    oldestDue: null,
    sent: [sms],
    sightings: {
      incidents: new Map([['i1', [incident, { ...incident, rev: 2, state: 'acknowledged' }]]]),
      notifications: new Map([['n1', [{ ...notification, state: 'sending' }, notification]]]),
    },
    rules: [rulesWith({})],
    helpless: [outage],
    ...change,
  };
}

export function violationsOf(change: Partial<Evidence>): readonly string[] {
  return checkEvidence(buildEvidence(change)).violations;
}
