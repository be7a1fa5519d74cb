import type { Alert } from '../../../src/domain/alert.js';
import type { CheckRecord } from '../../../src/domain/check.js';
import type { Incident } from '../../../src/domain/incident.js';
import type { MaintenanceWindow } from '../../../src/domain/maintenance-window.js';
import { acknowledge, escalateNow, resolve, snooze } from '../../../src/pipeline/act.js';
import type { Decision } from '../../../src/pipeline/decision.js';
import { decide } from '../../../src/pipeline/pipeline.js';
import { compileRules, type RuleIndex } from '../../../src/pipeline/route/rule-index.js';
import { compileWindows } from '../../../src/pipeline/suppress/window-index.js';
import { buildRules, type RulesSketch, toService } from '../route/rules-builder.js';

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
/** 2013-04-18T23:46:00Z */
export const evening = Date.UTC(2013, 3, 18, 23, 46);

/** Ops get all pages, the Parsoid team only Parsoid's; ops-lead after 15 minutes, two more rounds. */
export const story: RulesSketch = {
  people: { daniel: { roles: ['ops'] }, leslie: {}, roan: {}, gabriel: {}, ariel: {} },
  groups: { ops: ['daniel', 'leslie'], 'parsoid-team': ['roan', 'gabriel'] },
  services: {
    parsoid: { displayName: 'Parsoid', match: [{ check: '*parsoid*' }, { host: 'wtp*' }], owners: ['parsoid-team'] },
    mysql: { displayName: 'MySQL', match: [{ host: 'db*' }] },
  },
  subscriptions: [
    { who: ['ops'], scope: { kind: 'all' } },
    { who: ['parsoid-team'], scope: toService('parsoid') },
  ],
  policies: {
    default: {
      steps: [
        { afterSeconds: 0, page: [{ kind: 'subscribers' }] },
        { afterSeconds: 900, page: [{ kind: 'name', name: 'ariel' }] },
      ],
      repeat: 1,
      ackTimeoutSeconds: 3600,
    },
  },
};

let made = 0;

/** A CRITICAL of LVS HTTP on parsoid, unless said otherwise. */
export function buildAlert(alert: Partial<Alert> = {}): Alert {
  made += 1;
  const check = alert.check === undefined ? 'LVS HTTP IPv4 on parsoid' : alert.check;
  const host = alert.host === undefined ? 'parsoid.svc' : alert.host;
  const source = alert.source ?? 'icinga';
  const receivedAt = alert.receivedAt ?? evening;
  return {
    id: `alert-${made}`,
    eventKey: `event-${made}`,
    source,
    kind: 'problem',
    audience: 'subscribers',
    checkKey: `${source}/${host ?? ''}!${check ?? ''}`,
    host,
    check,
    service: null,
    failing: true,
    severity: 'critical',
    sourceState: 'CRITICAL',
    summary: 'Connection refused',
    details: '',
    labels: {},
    at: receivedAt,
    receivedAt,
    stateSince: null,
    downtimeDepth: null,
    author: null,
    comment: null,
    link: null,
    spooled: false,
    ...alert,
  };
}

/** The end of the same check's problem. */
export function buildRecovery(alert: Partial<Alert> = {}): Alert {
  return buildAlert({ kind: 'recovery', failing: false, severity: 'info', sourceState: 'OK', summary: 'OK', ...alert });
}

export function buildWindow(window: Partial<MaintenanceWindow> = {}): MaintenanceWindow {
  return {
    v: 1,
    id: 'w1',
    rev: 1,
    services: ['parsoid'],
    match: [],
    startsAt: evening,
    endsAt: evening + 30 * minute,
    reason: 'deploy',
    createdBy: 'roan',
    via: 'cli',
    createdAt: evening,
    endedBy: null,
    effect: 'suppress',
    settle: null,
    ...window,
  };
}

/** One group of checks followed over time, each decision carried out as the ledger would. */
export interface Unfolding {
  readonly last: () => Decision;
  readonly incident: () => Incident;
  readonly open: () => Incident | null;
  /** Alerts arrive at their `receivedAt`. */
  alerts(...alerts: readonly Alert[]): Decision;
  /** The clock looks at the incident. */
  at(now: number, stepFailed?: boolean): Decision;
  windows(...windows: readonly MaintenanceWindow[]): void;
  acknowledge(person: string, now: number): Decision;
  snooze(person: string, until: number, now: number): Decision;
  resolve(person: string, now: number): Decision;
  /** Null: there is nothing to escalate. */
  escalate(person: string, now: number): Decision | null;
  apply(decision: Decision): Decision;
  readonly records: ReadonlyMap<string, CheckRecord | null>;
  readonly index: RuleIndex;
}

export function unfold(sketch: RulesSketch = story): Unfolding {
  const index = compileRules(buildRules(sketch));
  const records = new Map<string, CheckRecord | null>();
  let incident: Incident | null = null;
  let current: readonly MaintenanceWindow[] = [];
  let last: Decision | null = null;

  function apply(decision: Decision): Decision {
    last = decision;
    for (const [key, record] of decision.records) records.set(key, record);
    if (decision.incident !== null) incident = { ...decision.incident, rev: decision.incident.rev + 1, number: 1 };
    return decision;
  }

  function open(): Incident | null {
    return incident === null || incident.state === 'resolved' ? null : incident;
  }

  function run(alerts: readonly Alert[], now: number, stepFailed = false): Decision {
    const known = new Map(alerts.map(({ checkKey }) => [checkKey, records.get(checkKey) ?? null]));
    const windows = compileWindows(index, current);
    return apply(decide({ alerts, incident: open(), records: known, index, windows, now, stepFailed }));
  }

  function act(person: string, now: number) {
    return { incident: present(incident), person, via: 'cli', index, windows: compileWindows(index, current), now };
  }

  return {
    records,
    index,
    open,
    apply,
    last: () => present(last),
    incident: () => present(incident),
    alerts: (...alerts) => run(alerts, Math.max(...alerts.map(({ receivedAt }) => receivedAt))),
    at: (now, stepFailed) => run([], now, stepFailed),
    acknowledge: (person, now) => apply(acknowledge(act(person, now))),
    snooze: (person, until, now) => apply(snooze(act(person, now), until)),
    resolve: (person, now) => apply(resolve(act(person, now), new Map(records))),
    escalate(person, now) {
      const decision = escalateNow(act(person, now));
      return decision === null ? null : apply(decision);
    },
    windows: (...windows) => {
      current = windows;
    },
  };
}

/** Names of the people paged by a decision, in order, with the reason when it is not `problem`. */
export function paged(decision: Decision): string[] {
  return decision.pages.map(({ person, reason }) => (reason === 'problem' ? person : `${person}: ${reason}`));
}

function present<T>(value: T | null): T {
  if (value === null) throw new Error('nothing has happened yet');
  return value;
}
