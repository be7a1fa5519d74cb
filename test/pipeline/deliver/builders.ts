import type { CheckState } from '../../../src/domain/check.js';
import type { CallState, ClaimedCall, PageRecord, SendOutcome } from '../../../src/domain/delivery.js';
import type { Notification } from '../../../src/domain/notification.js';
import type { Call, Page } from '../../../src/domain/page.js';
import {
  type DeliveryDecision,
  type DeliveryRequest,
  decideDelivery,
} from '../../../src/pipeline/deliver/next-delivery.js';
import type { RenderRequest } from '../../../src/pipeline/deliver/render-message.js';

/** 2013-04-18T23:46:00Z */
export const EVENING = Date.UTC(2013, 3, 18, 23, 46);
const MINUTE = 60_000;

type Head = NonNullable<ClaimedCall['incident']>;

function aPage(overrides: Partial<Page> = {}): Page {
  return {
    v: 1,
    id: 'page1',
    incidentId: 'inc1',
    cycle: 0,
    round: 1,
    step: 1,
    person: 'roan',
    reason: 'problem',
    severity: 'critical',
    urgency: 'high',
    plannedAt: EVENING,
    because: ['subscribed to parsoid (routing-rules/20-subscriptions.yaml:14)'],
    calls: [{ id: 'page1/0', channel: 'sms', to: '+12025550143', dueAt: EVENING }],
    text: null,
    ...overrides,
  };
}

function aHead(overrides: Partial<Head> = {}): Head {
  return {
    v: 1,
    id: 'inc1',
    rev: 1,
    number: 12,
    key: 'service:parsoid',
    audience: 'subscribers',
    service: 'parsoid',
    title: 'Parsoid: LVS HTTP IPv4 on parsoid.svc',
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
    cycle: 0,
    step: 1,
    round: 1,
    nextStepAt: EVENING + 15 * MINUTE,
    suppressed: null,
    paged: {},
    ...overrides,
  };
}

export function aCall(page: Partial<Page> = {}, head: Partial<Head> | null = {}): ClaimedCall {
  const incident = head === null ? null : aHead(head);
  const whole = aPage({ incidentId: incident?.id ?? null, severity: incident?.severity ?? 'critical', ...page });
  return { callId: whole.calls[0]?.id ?? '', page: whole, incident };
}

export function aCheck(overrides: Partial<CheckState> = {}): CheckState {
  return {
    key: 'icinga/parsoid.svc!LVS HTTP IPv4',
    source: 'icinga',
    host: 'parsoid.svc',
    check: 'LVS HTTP IPv4',
    service: null,
    labels: {},
    failing: true,
    severity: 'critical',
    sourceState: 'CRITICAL',
    summary: 'Connection refused',
    details: '',
    since: EVENING,
    stateSince: EVENING,
    lastAlertAt: EVENING,
    alerts: 1,
    flapping: false,
    acknowledgedBy: null,
    downtimeUntil: null,
    link: null,
    ...overrides,
  };
}

export function aRequest(overrides: Partial<RenderRequest> = {}): RenderRequest {
  return {
    notification: { channel: 'sms', code: null },
    calls: [aCall()],
    heldCount: 0,
    person: { displayName: 'Roan', timezone: 'UTC' },
    now: EVENING + MINUTE,
    link: (incidentId) => `https://pager.example.org/a/${incidentId.padEnd(32, 'x')}`,
    service: (name) =>
      name === 'parsoid' ? { displayName: 'Parsoid', runbook: 'https://wikitech.example.org/wiki/Parsoid' } : null,
    checks: new Map(),
    ...overrides,
  };
}

export function aNotification(overrides: Partial<Notification> = {}): Notification {
  return {
    v: 1,
    id: 'n1',
    channel: 'sms',
    to: '+12025550143',
    person: 'roan',
    calls: [{ callId: 'page1/0', pageId: 'page1', incidentId: 'inc1' }],
    state: 'sending',
    attempts: 1,
    possibleDuplicate: false,
    createdAt: EVENING,
    updatedAt: EVENING,
    provider: null,
    providerId: null,
    error: null,
    subject: null,
    text: null,
    receipt: null,
    code: null,
    receiptDueAt: null,
    unconfirmedAt: null,
    lateAt: null,
    ...overrides,
  };
}

/** A page of the calls `<pageId>/0`, `/1` … with their plan and state. */
export function aRecord(
  calls: readonly { readonly dueAt: number | null; readonly state: CallState; readonly channel?: Call['channel'] }[],
  overrides: Partial<Page> = {},
): PageRecord {
  const page = aPage(overrides);
  const planned = calls.map(({ dueAt, channel = 'sms' }, index) => {
    return { id: `${page.id}/${index}`, channel, to: `address-${index}`, dueAt };
  });
  const states = calls.map(({ state }, index): [string, CallState] => [`${page.id}/${index}`, state]);
  return { page: { ...page, calls: planned }, calls: new Map(states) };
}

export const RETRY = {
  kind: 'retry',
  code: '20429',
  text: 'too many requests',
  afterSeconds: null,
} as const satisfies SendOutcome;
export const UNKNOWN = {
  kind: 'unknown',
  code: 'TIMEOUT',
  text: 'the provider did not answer',
} as const satisfies SendOutcome;
export const PERMANENT = {
  kind: 'permanent',
  code: '21211',
  text: 'not a valid phone number',
  configuration: false,
} as const satisfies SendOutcome;

/** The only way of its page to its person. */
export const ALONE = aRecord([{ dueAt: EVENING, state: 'claimed' }]);

/** What is decided a second after the evening's page was given to a provider, which refused it for good. */
export function decide(overrides: Partial<DeliveryRequest>): DeliveryDecision {
  return decideDelivery({
    notification: aNotification(),
    outcome: PERMANENT,
    now: EVENING + 1_000,
    random: () => 0.5,
    pages: [ALONE],
    receipts: false,
    askable: false,
    ...overrides,
  });
}
