import { hostname } from 'node:os';
import { createOutboxChannel } from '../channels/outbox/index.js';
import type { Environment } from '../config/environment.js';
import type { RulesStore } from '../config/rules/rules-store.js';
import { type CanaryFlight, createCanary } from '../engine/watch/canary.js';
import { type CanaryLane, createCanaryLane } from '../engine/watch/canary-lane.js';
import { createHeartbeat } from '../engine/watch/heartbeat.js';
import { createQueueWatch, type WatchedWorker } from '../engine/watch/queue-watch.js';
import { ping } from '../heartbeat/ping.js';
import type { Clock, Log, Metrics, Wakeups } from '../ports.js';
import { createLedger } from '../store/ledger/create-ledger.js';
import { createOutboxStore } from '../store/outbox-store.js';
import { createWakeupProbe } from '../store/wakeup-probe.js';
import { findAilment } from './ailment.js';
import type { OpenedStore } from './open-store.js';
import { startRepeating } from './repeat.js';

export interface WatchDeps {
  readonly environment: Pick<Environment, 'host' | 'port' | 'role' | 'heartbeatUrls'>;
  readonly store: OpenedStore;
  readonly wakeups: Wakeups;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** What watches that this router can page. */
export interface Watch {
  readonly lane: CanaryLane;
  /** A wake-up of the canary came out of the queue. */
  arrived(): Promise<void>;
  /** When the canary last went all the way, UTC ms; null: not yet. */
  lastCanaryAt(): number | null;
  start(given: WatchStart): RunningWatch;
}

export interface WatchStart {
  /** When the last round of the clock ended, UTC ms; null: this process has none. */
  readonly lastRoundAt: () => number | null;
  readonly worker: WatchedWorker | null;
  readonly rules: Pick<RulesStore, 'state'>;
  readonly giveUp: () => void;
}

export interface RunningWatch {
  /** The canary and the heartbeat, now. */
  round(): Promise<void>;
  /** One look at the queue, now. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

const roundMs = 60_000;
const lookMs = 5000;
/** Incidents of the canary are over within seconds: what is kept is for whoever looks for a fault. */
const keepSeconds = 600;

export function createWatch(deps: WatchDeps): Watch {
  const { environment, store, wakeups, clock, log, metrics } = deps;
  const beside = { redis: store.connections.ledger, prefix: `${store.prefix}:canary`, keepSeconds };
  const sink = createOutboxStore(beside);
  const channel = createOutboxChannel({ channel: 'sms', store: sink, clock });
  const lane = createCanaryLane({ ledger: createLedger(beside), sink, channel, wakeups, clock, log });
  const probe = createWakeupProbe(beside);
  const name = `canary of ${hostname()} ${environment.host} ${environment.port} ${environment.role}`;
  const canary = createCanary({ lane, probe, clock, name });
  const stopping = new AbortController();
  let lastCanaryAt: number | null = null;

  async function fly(): Promise<void> {
    const flight = await canary.fly(stopping.signal).catch((cause: unknown): CanaryFlight => {
      log.debug({ cause }, 'the canary met an error');
      return { kind: 'lost', because: 'its alert could not be stored' };
    });
    if (stopping.signal.aborted) return;
    metrics.count('canaries_total', { outcome: flight.kind });
    if (flight.kind === 'lost') {
      log.warn({ because: flight.because }, 'the canary did not arrive');
      return;
    }
    lastCanaryAt = flight.at;
    metrics.gauge('canary_last_seconds', flight.at / 1000);
  }

  const lastAt = () => lastCanaryAt;

  function start({ lastRoundAt, worker, rules, giveUp }: WatchStart): RunningWatch {
    const ailment = () =>
      findAilment({ role: environment.role, ledger: store.ledger, rules, clock, lastRoundAt, lastCanaryAt: lastAt });
    const heartbeat = createHeartbeat({ urls: environment.heartbeatUrls, ping, ailment, log, metrics });
    const queue = worker === null ? null : createQueueWatch({ wakeups, probe, worker, log, metrics, giveUp });
    const rounds = startRepeating(roundMs, log, async () => {
      await fly();
      if (!stopping.signal.aborted) await heartbeat.beat();
    });
    const looks = startRepeating(lookMs, log, async () => queue?.look());
    return {
      round: rounds.now,
      look: looks.now,
      async stop() {
        stopping.abort();
        await Promise.all([rounds.stop(), looks.stop()]);
      },
    };
  }

  return { lane, arrived: probe.arrived, lastCanaryAt: lastAt, start };
}
