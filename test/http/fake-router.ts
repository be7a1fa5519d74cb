import type { Server } from 'node:http';
import { createMovableClock, type MovableClock } from '../../src/clock/movable-clock.js';
import type { CalendarFeed } from '../../src/domain/calendar-feed.js';
import type { DeadLetter } from '../../src/domain/delivery.js';
import type { Incident } from '../../src/domain/incident.js';
import type { MaintenanceWindow } from '../../src/domain/maintenance-window.js';
import type { Rules } from '../../src/domain/rules.js';
import type { Override } from '../../src/domain/schedule.js';
import { auditOperations } from '../../src/engine/access/audited-operations.js';
import type { Reconciliation } from '../../src/engine/reconcile/reconcile.js';
import type { ActionResult, Actor, Operations } from '../../src/engine/use-cases.js';
import { createHttpServer } from '../../src/http/create-http-server.js';
import type { Readiness } from '../../src/http/health-routes.js';
import { createLog } from '../../src/log/create-log.js';
import { createMetrics } from '../../src/metrics/create-metrics.js';
import { confirmationOf } from '../../src/pipeline/suppress/wide-scope.js';
import type { KeptAnswer, Source } from '../../src/ports.js';
import type { VerifyIdentity } from '../../src/ports-access.js';
import { createLinkSigner, type LinkSigner } from '../../src/web/link-token.js';
import { createRequestLinkSigner, type RequestLinkSigner } from '../../src/web/request-link.js';
import {
  aFeed,
  aNotification,
  anExplanation,
  anIncident,
  anOnCallAnswer,
  anOverride,
  aPreview,
  aRecurring,
  aWindow,
  EVENING,
  someRules,
} from './builders.js';
import { aFakeAccess, type FakeAccess } from './fake-access.js';

export const TOKEN = 'pgr_test-token';
export const FEED_TOKEN = `${'0a'.repeat(6)}-${'1b'.repeat(16)}`;

/** A router of fakes behind the real HTTP server; `calls` are the actions that reached the operations. */
export interface FakeRouter {
  readonly server: Server;
  readonly rules: Rules;
  readonly calls: { readonly action: string; readonly on: string; readonly actor: Actor; readonly more: unknown }[];
  readonly clock: MovableClock;
  readonly links: LinkSigner;
  readonly requestLinks: RequestLinkSigner;
  readonly access: FakeAccess;
  readonly logged: string[];
  /** What the next reads and actions find. */
  readonly state: {
    incident: Incident | null;
    windows: MaintenanceWindow[];
    readiness: Readiness;
    /** Null: no source can be asked. */
    reconciliation: Reconciliation | null;
    /** Key of a check → since when its source is silent. */
    unverified: ReadonlyMap<string, number>;
    feed: Awaited<ReturnType<Operations['readFeed']>>;
    override: Override | null;
    calledOff: ReadonlyMap<string, string>;
    calendarFeed: CalendarFeed | null;
    next: { kind: 'unchanged'; text: string } | { kind: 'refused'; code: string; text: string } | null;
    broken: Error | null;
  };
}

export function aFakeRouter(rules: Rules = someRules(), identity: VerifyIdentity | null = null): FakeRouter {
  const clock = createMovableClock(EVENING + 60_000);
  const state: FakeRouter['state'] = {
    incident: anIncident(),
    windows: [aWindow()],
    override: anOverride(),
    calledOff: new Map(),
    calendarFeed: aFeed(),
    feed: { of: { kind: 'person', name: 'roan' }, shifts: [] },
    readiness: { ready: true, warnings: [], facts: { role: 'all' } },
    reconciliation: null,
    unverified: new Map(),
    next: null,
    broken: null,
  };
  const calls: FakeRouter['calls'] = [];
  const logged: string[] = [];
  const log = createLog({ level: 'debug', destination: { write: (line) => logged.push(line) } });
  const metrics = createMetrics({ runtime: false });
  const signing = {
    secret: () => 'secret',
    publicUrl: 'http://127.0.0.1:8080',
    people: () => rules.people.keys(),
    clock,
  };
  const links = createLinkSigner(signing);
  const requestLinks = createRequestLinkSigner(signing);
  const plain = fakeOperations(state, calls);
  const access = aFakeAccess({
    adminToken: TOKEN,
    rules: () => rules,
    identity,
    openWindow: plain.openWindow,
    clock,
    log,
    metrics,
  });
  const ledger = fakeLedger(state);
  const server = createHttpServer({
    callbackRoutes: () => false,
    alertRoutes: (req, res) => {
      if (!(req.url ?? '').startsWith('/webhooks/')) return false;
      res.end('fast');
      return true;
    },
    admin: {
      operations: auditOperations(plain, { trail: access.access.trail, ledger }),
      access: access.access,
      ledger,
      get reconcile() {
        const { reconciliation } = state;
        return reconciliation === null ? null : { look: async () => reconciliation };
      },
      verification: { unverifiedSince: async () => state.unverified },
      feeds: { read: async () => state.calendarFeed },
      feedUrl: (token) => `http://127.0.0.1:8080/calendar/${token}.ics`,
      outbox: { list: async () => ({ items: [outboxItem], nextCursor: 'more' }) },
      rules: {
        rules: () => rules,
        state: () => ({ hash: 'abc123', loadedAt: EVENING, origin: 'files', faults: [] }),
      },
      idempotency: fakeIdempotency(),
      sources: [pickySource, genericSource],
      ...{ clock, log, metrics },
    },
    links,
    requestLinks,
    health: { readiness: async () => state.readiness, renderMetrics: () => metrics.render() },
  });
  return { server, rules, calls, clock, links, requestLinks, access, logged, state };
}

const outboxItem = {
  id: 'out_1',
  at: EVENING,
  channel: 'sms',
  to: '+12025550143',
  person: 'roan',
  incidentId: 'inc_parsoid',
  text: 'CRITICAL Parsoid',
} as const;

function aDeadLetter(): DeadLetter {
  const ids = { id: 'ded_1', person: 'roan', incidentId: null, notificationId: 'ntf_1' };
  return { ...ids, channel: 'sms', at: EVENING, reason: 'no method left', end: null };
}

function fakeLedger(state: FakeRouter['state']) {
  return {
    readIncident: async (id: string) => {
      if (state.broken !== null) throw state.broken;
      const { incident } = state;
      return incident !== null && (id === incident.id || id === String(incident.number)) ? incident : null;
    },
    listIncidents: async () => ({ items: state.incident === null ? [] : [state.incident], nextCursor: null }),
    readTimeline: async () => [{ at: EVENING, kind: 'opened', text: 'Opened', person: 'roan' } as const],
    listNotifications: async () => ({ items: [aNotification()], nextCursor: null }),
    listDeadLetters: async () => [aDeadLetter()],
    windows: { read: async (id: string) => state.windows.find((window) => window.id === id) ?? null },
    overrides: { read: async () => state.override },
    recurring: { read: async (id: string) => (id === 'rec_1' ? aRecurring(state.windows[0]) : null) },
  };
}

function fakeOperations(state: FakeRouter['state'], calls: FakeRouter['calls']): Operations {
  const act = <T>(action: string, on: string, actor: Actor, value: T, more: unknown = null): ActionResult<T> => {
    if (state.broken !== null) throw state.broken;
    const { person, via } = actor;
    calls.push({ action, on, actor: { person, via }, more });
    const { next } = state;
    if (next === null) return { kind: 'done', value };
    return next.kind === 'unchanged' ? { ...next, value } : next;
  };
  const known = <T>(id: string, result: () => ActionResult<T>): ActionResult<T> =>
    id === '12' || id === 'inc_parsoid' ? result() : { kind: 'not-found', text: `no incident ${id}` };
  return {
    acknowledge: async (id, actor, note) =>
      known(id, () => {
        const acknowledgedBy = [actor.person];
        const value = anIncident({ state: 'acknowledged', acknowledgedBy, acknowledgedAt: EVENING + 60_000 });
        const result = act('acknowledge', id, actor, value, note);
        if (result.kind === 'done') state.incident = value;
        return result;
      }),
    snooze: async (id, until, actor, note) =>
      known(id, () => act('snooze', id, actor, anIncident({ snoozedBy: actor.person }), { until, note })),
    resolve: async (id, actor, note) =>
      known(id, () => act('resolve', id, actor, anIncident({ state: 'resolved', resolvedAt: EVENING }), note)),
    escalate: async (id, actor, note) => known(id, () => act('escalate', id, actor, anIncident(), note)),
    previewWindow: async (request) => aPreview(confirmationOf(request)),
    overlappingWindows: async () => [],
    openWindow: async (request, actor) => act('open', '', actor, aWindow({ reason: request.reason }), request),
    endWindow: async (id, actor) => act('end', id, actor, aWindow({ endedBy: actor.person })),
    settleWindow: async (id, quietMs, actor) =>
      act('settle', id, actor, aWindow({ settle: { since: EVENING, quietMs } }), quietMs),
    extendWindow: async (id, endsAt, actor) => act('extend', id, actor, aWindow({ endsAt }), endsAt),
    addRecurring: async (request, actor) => act('recur', '', actor, aRecurring(), request),
    endRecurring: async (id, actor) =>
      act('recur no more', id, actor, aRecurring({ services: ['parsoid'] }, actor.person)),
    listRecurring: async () => ({ made: [aRecurring()], ofRules: [], calledOff: state.calledOff }),
    findWindow: async (id) => state.windows.find((window) => window.id === id) ?? null,
    listWindows: async () => ({ items: state.windows, nextCursor: null }),
    currentWindows: async () => state.windows,
    explainDraft: async (draft, source, at) => {
      const { alert, ...rest } = anExplanation();
      return { ...rest, alert: { ...alert, source, summary: draft.summary, receivedAt: at ?? alert.receivedAt } };
    },
    explainIncident: async (id) => known(id, () => ({ kind: 'done', value: anExplanation() })),
    onCall: async ({ of, span }) => (of === 'nonsense' ? null : anOnCallAnswer(span)),
    readiness: async () => [
      {
        person: 'roan',
        onCall: 'now',
        startsAt: null,
        methods: [{ channel: 'sms', to: '+12025550143', standing: 'opted-out', since: EVENING, error: null }],
        verdict: 'unreachable',
      },
    ],
    addOverride: async (request, actor) =>
      act('override', request.schedule, actor, anOverride({ kind: request.kind }), request),
    removeOverride: async (id, actor) => act('remove', id, actor, anOverride({ removedBy: actor.person })),
    addFeed: async (of, actor) =>
      act('feed', of, actor, { feed: aFeed({ of: { kind: 'person', name: of } }), token: FEED_TOKEN }),
    revokeFeed: async (id, actor) => act('revoke', id, actor, aFeed({ revokedBy: actor.person, revokedAt: EVENING })),
    listFeeds: async () => ({ items: [aFeed()], nextCursor: null }),
    readFeed: async (token) => (token === FEED_TOKEN ? state.feed : null),
    listOverrides: async () => ({ items: [anOverride()], nextCursor: null }),
    retryDeadLetter: async (id, actor, note) => act('retry', id, actor, aDeadLetter(), note),
    forgiveDeadLetter: async (id, actor, note) => act('forgive', id, actor, aDeadLetter(), note),
    pageTest: async (person, actor) => act('test', person, actor, { pageId: 'pag_test', methods: 2 }),
  };
}

function fakeIdempotency() {
  const kept = new Map<string, KeptAnswer>();
  return {
    reserve: async (key: string) => {
      const answer = kept.get(key);
      return answer === undefined ? ({ kind: 'new' } as const) : ({ kind: 'kept', answer } as const);
    },
    keep: async (key: string, answer: KeptAnswer) => void kept.set(key, answer),
    release: async (key: string) => void kept.delete(key),
  };
}

/** Reads only objects with `picky`. */
const pickySource: Source = {
  name: 'picky',
  acceptsGet: false,
  parse: ({ body }) => {
    const value: unknown = JSON.parse(String(body));
    return typeof value === 'object' && value !== null && 'picky' in value
      ? { kind: 'drafts', drafts: [{ kind: 'problem', summary: String(value.picky) }] }
      : { kind: 'unreadable', faults: [{ path: 'picky', message: 'missing' }] };
  },
};

const genericSource: Source = {
  name: 'generic',
  acceptsGet: false,
  parse: ({ body }) => {
    const value: unknown = JSON.parse(String(body));
    return typeof value === 'object' && value !== null && 'summary' in value && !('unreadable' in value)
      ? { kind: 'drafts', drafts: [{ kind: 'problem', summary: String(value.summary) }] }
      : { kind: 'unreadable', faults: [{ path: 'host', message: 'missing' }] };
  },
};
