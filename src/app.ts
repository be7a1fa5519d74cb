import { type AppTime, createAppTime } from './app/app-time.js';
import { type BegunRedis, beginRedis, endBegun } from './app/begin-redis.js';
import { buildAccess } from './app/build-access.js';
import { buildEngine } from './app/build-engine.js';
import { buildServer } from './app/build-server.js';
import { createClockWork } from './app/clock-work.js';
import { openOwnJournal } from './app/durability.js';
import { describeStore, finishStart } from './app/finish-start.js';
import { closeServer, listen } from './app/listen.js';
import { openCallbackReaders, openChannels } from './app/open-channels.js';
import { type OpenedStore, openStore } from './app/open-store.js';
import { buildVerification, createReconciling } from './app/reconciling.js';
import { startRepeating } from './app/repeat.js';
import { checkSourceTokens } from './app/sources.js';
import { StartError } from './app/start-error.js';
import { takesReplies } from './app/takes-replies.js';
import { createWatch, type RunningWatch } from './app/watch.js';
import { watchRedis } from './app/watch-redis.js';
import { watchRules } from './app/watch-rules.js';
import { type AdminToken, readAdminToken } from './config/admin-token.js';
import type { Environment } from './config/environment.js';
import { createKeptWindows } from './config/kept-windows.js';
import { formatFault } from './config/rules/format-fault.js';
import { createRulesStore, type RulesStore } from './config/rules/rules-store.js';
import { createCaseBook } from './engine/case-book.js';
import { createCurrentWindows } from './engine/current-windows.js';
import { createToldPeople } from './engine/durability/told-people.js';
import type { EngineDeps } from './engine/engine-deps.js';
import { createTurns } from './engine/turns.js';
import { createMetrics, type MetricsRegistry } from './metrics/create-metrics.js';
import type { Clock, Log } from './ports.js';
import { createWakeups } from './queue/wakeups.js';
import { createLinkSigner } from './web/link-token.js';

/** What the composition root is given; all else it builds. */
export interface AppOptions {
  readonly environment: Environment;
  /** Default: this machine's clock, corrected to the time of Redis. */
  readonly clock?: Clock;
  readonly log: Log;
  /** The own Redis, where it was begun before this code was loaded. */
  readonly begun?: BegunRedis;
  /** Called when this process is beyond repair: it must end and be started anew. Absent: it goes on as well as it can. */
  readonly giveUp?: () => void;
}

/** A running router. */
export interface App {
  /** `http://127.0.0.1:8080`, with the port it really has. */
  readonly address: string;
  readonly adminToken: AdminToken;
  readonly rules: RulesStore;
  /** What stands behind sms and email: `twilio`, `smtp`, `outbox`, `none`. */
  readonly providers: Readonly<Record<'sms' | 'email', string>>;
  /** Where the ledger is kept, for people. */
  readonly storedIn: string;
  /** One round of the clock, now: for tests and the demo, whose clock jumps. */
  tick(): Promise<void>;
  /** One look whether Redis is there, now: emergency pages while it is not, replay when it is back. */
  lookAtLedger(): Promise<void>;
  /** Waits until no due work runs in this process; answers when the next thing is due (UTC ms, null: nothing waits). */
  settled(): Promise<number | null>;
  /** One round of the canary and the heartbeat, and one look at the queue, now: for tests and the demo. */
  watch(): Promise<void>;
  /** One comparison with Icinga, now, where it may be asked: for tests. */
  reconcile(): Promise<void>;
  /** Stops taking requests, finishes what is under way, and ends the own Redis. */
  close(): Promise<void>;
}

const closeGraceMs = 5000;
const measureTimeMs = 10_000;

/** Builds the router and starts it. Throws `StartError` or `RedisStartError`: one clear sentence each. */
export async function startApp(options: AppOptions): Promise<App> {
  const { environment, log } = options;
  const begun = options.begun ?? beginRedis(environment, log);
  const metrics = createMetrics();
  const time = createAppTime(options.clock, { log, metrics });
  const rules = await openRules(options, time).catch(async (error: unknown) => {
    await endBegun(begun);
    throw error;
  });
  try {
    const store = await openStore(environment, { log, begun, onFound: time.measure });
    return await startOn(options, { rules, store, time, metrics }).catch(async (error: unknown) => {
      await store.close();
      throw error;
    });
  } catch (error) {
    rules.close();
    throw error;
  }
}

async function openRules({ environment, log }: AppOptions, { clock }: AppTime): Promise<RulesStore> {
  checkSourceTokens(environment);
  const { routingRules: directories, dataDir } = environment;
  const opened = createRulesStore({ directories, dataDir, clock, log });
  if (opened.kind === 'opened') return opened.store;
  throw new StartError(
    `the routing rules in ${directories.join(', ')} cannot be used, and no last good set is kept in ${dataDir}`,
    opened.faults.map(formatFault),
  );
}

interface Ground {
  readonly rules: RulesStore;
  readonly store: OpenedStore;
  readonly time: AppTime;
  readonly metrics: MetricsRegistry;
}

async function startOn(options: AppOptions, { rules, store, time, metrics }: Ground): Promise<App> {
  const { environment, log } = options;
  const { clock, skewMs } = time;
  const { role } = environment;
  const people = () => rules.rules().people.keys();
  const links = createLinkSigner({ secret: store.linkSecret, publicUrl: environment.publicUrl, people, clock });
  const channels = await openChannels(environment, { outbox: store.outbox, ledger: store.ledger, clock, log });
  const { windows, overrides, recurring: made } = store.ledger;
  const kept = createKeptWindows(environment.dataDir, log);
  const current = createCurrentWindows({
    ...{ windows, overrides, made, clock, kept },
    added: store.addedMethods,
    index: rules.index,
  });
  const deps: EngineDeps = {
    ledger: store.ledger,
    index: current.rules,
    rulesLoadedAt: () => rules.state().loadedAt,
    windows: current,
    book: createCaseBook(),
    told: createToldPeople(),
    turns: createTurns(),
    channels,
    link: links.link,
    verification: buildVerification({ environment, store, rules: rules.rules, clock }),
    repliesByText: takesReplies(environment),
    clock,
    log,
    metrics,
    random: Math.random,
  };
  if (store.connections.standing().kind === 'in-use') await deps.windows.refresh();
  const wakeups = createWakeups({ connection: store.connections.ledger, prefix: store.prefix, log });
  const journal = await openOwnJournal(environment, { clock, log });
  const engine = buildEngine(deps, { environment, wakeups, store, journal, requests: () => access.access.requests });
  const watch = createWatch({ environment, store, wakeups, clock, log, metrics });
  watchRules({ rules, ops: engine.ops, log, metrics });
  const redisWatch = watchRedis({ ...store, ops: engine.ops, log, metrics });
  const timekeeping = startRepeating(measureTimeMs, log, () => time.measure(store.time));
  store.connections.ledger.on('ready', () => void Promise.all([redisWatch.now(), timekeeping.now()]));
  const adminToken = readAdminToken(environment.adminToken, environment.dataDir);
  const access = buildAccess(deps, { environment, adminToken: adminToken.token, store, engine });
  const clockWork = createClockWork({ role, engine, watch, store, clock, log });
  const reconciling = createReconciling(deps, { environment, store, triage: engine.triage });
  const { giveUp = () => undefined } = options;
  const parts = {
    environment,
    access,
    rules,
    store,
    deps,
    engine,
    clockWork,
    watch,
    links,
    metrics,
    skewMs,
    callbackReaders: await openCallbackReaders(environment),
    reconciling,
  };
  const server = buildServer(parts);

  let watching: RunningWatch | null = null;
  let closing = false;

  async function close(): Promise<void> {
    closing = true;
    await Promise.all([watching?.stop(), redisWatch.stop(), timekeeping.stop(), reconciling.stop()]);
    const { dispatcher } = engine;
    await Promise.all([
      closeServer(server, closeGraceMs),
      clockWork.stop(),
      dispatcher.stop(),
      watch.lane.dispatcher.stop(),
      engine.durability.watch.stop(),
    ]);
    await engine.durability.settle();
    await journal.close();
    await wakeups.close();
    await Promise.all([channels.sms.close(), channels.email.close()]);
    rules.close();
    await store.close();
  }

  const port = await listen(server, environment).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  watching = watch.start({ lastRoundAt: clockWork.lastRoundAt, worker: clockWork.worker, rules, giveUp });
  reconciling.begin();
  finishStart({ store, deps, engine, clockWork, isOver: () => closing });
  return {
    address: `http://${environment.host.includes(':') ? `[${environment.host}]` : environment.host}:${port}`,
    adminToken,
    rules,
    providers: { sms: channels.sms.provider, email: channels.email.provider },
    storedIn: describeStore(store, role),
    lookAtLedger: engine.durability.watch.look,
    async tick() {
      await engine.durability.watch.look();
      await clockWork.round();
      await engine.dispatcher.idle();
    },
    async settled() {
      await engine.dispatcher.idle();
      return store.ledger.oldestDue();
    },
    async watch() {
      await watching?.round();
      await watching?.look();
    },
    reconcile: reconciling.round,
    close,
  };
}
