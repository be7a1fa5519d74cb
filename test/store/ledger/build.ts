import type { Alert } from '../../../src/domain/alert.js';
import type { CheckState } from '../../../src/domain/check.js';
import type { IncidentHead } from '../../../src/domain/incident.js';
import type { MaintenanceWindow } from '../../../src/domain/maintenance-window.js';
import type { Notification } from '../../../src/domain/notification.js';
import type { Page } from '../../../src/domain/page.js';
import type { NotificationUpdate } from '../../../src/ports-delivery.js';
import type { Commit } from '../../../src/ports-ledger.js';

/** 2013-04-18T23:46:00Z, the moment of the story. */
export const T0 = 1_366_328_760_000;

export function buildAlert(over: Partial<Alert> = {}): Alert {
  return {
    id: 'a1',
    eventKey: 'event-1',
    source: 'icinga',
    kind: 'problem',
    audience: 'subscribers',
    checkKey: 'icinga/wtp1!http',
    host: 'wtp1',
    check: 'http',
    service: null,
    failing: true,
    severity: 'critical',
    sourceState: 'CRITICAL',
    summary: 'connection refused',
    details: '',
    labels: {},
    at: T0,
    receivedAt: T0,
    stateSince: null,
    downtimeDepth: null,
    author: null,
    comment: null,
    link: null,
    spooled: false,
    ...over,
  };
}

export function buildCheck(over: Partial<CheckState> = {}): CheckState {
  return {
    key: 'icinga/wtp1!http',
    source: 'icinga',
    host: 'wtp1',
    check: 'http',
    service: 'parsoid',
    labels: {},
    failing: true,
    severity: 'critical',
    sourceState: 'CRITICAL',
    summary: 'connection refused',
    details: '',
    since: T0,
    stateSince: null,
    lastAlertAt: T0,
    alerts: 1,
    flapping: false,
    acknowledgedBy: null,
    downtimeUntil: null,
    link: null,
    ...over,
  };
}

export function buildHead(over: Partial<IncidentHead> = {}): IncidentHead {
  return {
    v: 1,
    id: 'i1',
    key: 'service:parsoid',
    audience: 'subscribers',
    service: 'parsoid',
    title: 'Parsoid',
    state: 'triggered',
    severity: 'critical',
    urgency: 'high',
    openedAt: T0,
    updatedAt: T0,
    resolvedAt: null,
    resolvedBy: null,
    acknowledgedAt: null,
    acknowledgedUntil: null,
    acknowledgedBy: [],
    cycle: 1,
    step: 1,
    round: 1,
    nextStepAt: null,
    suppressed: null,
    paged: {},
    ...over,
  };
}

export const roanSms = { channel: 'sms', to: '+12025550143' } as const;
export const roanEmail = { channel: 'email', to: 'roan@example.org' } as const;

/** A page to roan by SMS at once, with email as fallback. */
export function buildPage(over: Partial<Page> = {}): Page {
  const id = over.id ?? 'p1';
  return {
    v: 1,
    incidentId: 'i1',
    cycle: 1,
    round: 1,
    step: 1,
    person: 'roan',
    reason: 'problem',
    severity: 'critical',
    urgency: 'high',
    plannedAt: T0,
    because: ['to: parsoid'],
    calls: [
      { id: `${id}/0`, ...roanSms, dueAt: T0 },
      { id: `${id}/1`, ...roanEmail, dueAt: null },
    ],
    text: null,
    ...over,
    id,
  };
}

/** The first commit of incident i1, or what `over` makes of it. */
export function buildCommit(over: Partial<Commit> = {}): Commit {
  return {
    now: T0,
    expected: { incident: null, checks: new Map(), windowEpoch: 0 },
    alerts: [],
    head: buildHead(),
    checks: [],
    checkRecords: new Map(),
    timeline: [],
    cancel: null,
    pages: [],
    dueAt: null,
    ...over,
  };
}

export function buildWindow(over: Partial<MaintenanceWindow> = {}): MaintenanceWindow {
  return {
    v: 1,
    id: 'w1',
    rev: 0,
    services: ['parsoid'],
    match: [],
    startsAt: T0,
    endsAt: T0 + 1_800_000,
    reason: 'deploy',
    createdBy: 'roan',
    via: 'cli',
    createdAt: T0,
    endedBy: null,
    effect: 'suppress',
    settle: null,
    ...over,
  };
}

/** What became of a notification: accepted by the provider, unless `over` says otherwise. */
export function buildUpdate(notification: Notification, over: Partial<NotificationUpdate> = {}): NotificationUpdate {
  return {
    id: notification.id,
    now: T0,
    from: { state: notification.state, attempts: notification.attempts },
    to: 'accepted',
    attempts: notification.attempts,
    providerId: 'SM1',
    error: null,
    subject: null,
    text: 'CRITICAL Parsoid',
    possibleDuplicate: false,
    dueAt: null,
    callNow: [],
    drop: new Map(),
    timeline: [],
    wakeIncidents: [],
    deadLetter: null,
    ...over,
  };
}
