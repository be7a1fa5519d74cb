import type { Server } from 'node:http';
import type { Environment } from '../config/environment.js';
import type { RulesStore } from '../config/rules/rules-store.js';
import type { EngineDeps } from '../engine/engine-deps.js';
import { createAlertRoutes } from '../http/alerts/create-alert-routes.js';
import { createCallbackRoutes } from '../http/callbacks/create-callback-routes.js';
import { createHttpServer } from '../http/create-http-server.js';
import type { MetricsRegistry } from '../metrics/create-metrics.js';
import type { CallbackReader } from '../ports.js';
import type { LinkSigner } from '../web/link-token.js';
import type { BuiltAccess } from './build-access.js';
import type { Engine } from './build-engine.js';
import type { ClockWork } from './clock-work.js';
import type { OpenedStore } from './open-store.js';
import { readReadiness } from './readiness.js';
import type { Reconciling } from './reconciling.js';
import { openOnLoopback, sourcesFor } from './sources.js';
import type { Watch } from './watch.js';

/** What the server shows and does. */
export interface ServerParts {
  readonly environment: Environment;
  readonly access: BuiltAccess;
  readonly rules: RulesStore;
  readonly store: OpenedStore;
  readonly deps: EngineDeps;
  readonly engine: Engine;
  readonly clockWork: ClockWork;
  readonly watch: Pick<Watch, 'lastCanaryAt'>;
  readonly links: LinkSigner;
  readonly metrics: MetricsRegistry;
  /** How far the time of Redis is ahead of this machine's, ms; null: the clock does not follow Redis. */
  readonly skewMs: () => number | null;
  readonly callbackReaders: readonly CallbackReader[];
  readonly reconciling: Pick<Reconciling, 'reconcile'>;
}

/** The one HTTP server: alert routes ahead, the admin API, the link page and the health routes behind. */
export function buildServer(parts: ServerParts): Server {
  const { environment, rules, store, deps, engine, clockWork, watch, links, metrics } = parts;
  const { clock, log, ledger, channels } = deps;
  const { operations, intake } = engine;
  const { outbox, idempotency } = store;
  const startedAt = clock.now();
  const sources = sourcesFor(environment);
  return createHttpServer({
    callbackRoutes: createCallbackRoutes({
      readers: parts.callbackReaders,
      receipts: engine.receipts,
      texts: engine.texts,
      log,
    }),
    alertRoutes: createAlertRoutes({
      sources,
      intake,
      tokens: environment.sourceTokens,
      openOnLoopback: openOnLoopback(environment),
      clock,
      log,
      metrics,
    }),
    admin: {
      operations,
      access: parts.access.access,
      ledger,
      outbox,
      rules,
      idempotency,
      sources,
      clock,
      log,
      metrics,
      reconcile: parts.reconciling.reconcile,
      verification: parts.deps.verification,
      feeds: store.feeds,
      feedUrl: (token) => `${environment.publicUrl.replace(/\/+$/, '')}/calendar/${token}.ics`,
    },
    links,
    requestLinks: parts.access.requestLinks,
    health: {
      readiness: () =>
        readReadiness({
          ledger,
          rules,
          channels,
          clock,
          skewMs: parts.skewMs,
          standing: store.connections.standing,
          role: environment.role,
          journalHealthy: () => engine.durability.journal.state().healthy,
          lastRoundAt: clockWork.lastRoundAt,
          lastCanaryAt: watch.lastCanaryAt,
          startedAt,
          comparison: async () => (await parts.reconciling.reconcile?.comparison()) ?? null,
        }),
      renderMetrics: metrics.render,
    },
  });
}
