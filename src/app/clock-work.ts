import type { Environment } from '../config/environment.js';
import { startTicking } from '../engine/dispatcher.js';
import { isCanary } from '../engine/watch/canary-rules.js';
import type { Clock, Log } from '../ports.js';
import type { DueRef } from '../ports-ledger.js';
import { createWakeupWorker } from '../queue/wakeup-worker.js';
import type { Engine } from './build-engine.js';
import type { OpenedStore } from './open-store.js';
import type { Watch } from './watch.js';
import { createWatchedWorker, type RunningWorker } from './watched-worker.js';

/** What does due work in this process; a receiver has none of it. */
export interface ClockWork {
  /** When the last round of the clock ended, UTC ms; null: none yet. */
  lastRoundAt(): number | null;
  /** One round of the clock, now. */
  round(): Promise<void>;
  /** Takes wake-ups from the queue, once it has begun. */
  readonly worker: RunningWorker | null;
  /** Redis is in use: from now on work is done. */
  begin(): void;
  stop(): Promise<void>;
}

/** The clock and the worker of the wake-ups, unless this process only receives. */
export function createClockWork(deps: {
  readonly role: Environment['role'];
  readonly engine: Pick<Engine, 'dispatcher' | 'silentSources' | 'schedules' | 'readinessMails'>;
  readonly watch: Pick<Watch, 'lane' | 'arrived'>;
  readonly store: OpenedStore;
  readonly clock: Clock;
  readonly log: Log;
}): ClockWork {
  const { role, engine, watch, store, clock, log } = deps;
  const { dispatcher, silentSources, schedules, readinessMails } = engine;
  let lastRoundAt: number | null = null;

  /** The canary comes last: it is well only where the round before it came to its end. */
  async function round(): Promise<void> {
    await dispatcher.tick();
    await schedules
      .look()
      .catch((cause) => log.warn({ cause }, 'people do not hear yet of shifts that the rules move'));
    await silentSources.look().catch((cause) => log.warn({ cause }, 'it is not known which sources are silent'));
    await readinessMails.look().catch((cause) => log.warn({ cause }, 'ops do not hear yet who cannot be paged'));
    await watch.lane.dispatcher.tick();
  }

  async function run(ref: DueRef): Promise<void> {
    if (!isCanary(ref)) return dispatcher.run(ref);
    await watch.arrived();
    await watch.lane.dispatcher.run(ref);
  }

  if (role === 'receiver') {
    return { lastRoundAt: () => null, round, worker: null, begin: () => undefined, stop: async () => undefined };
  }
  const onRound = (at: number) => {
    lastRoundAt = at;
  };
  let ticking: ReturnType<typeof startTicking> | null = null;
  const connection = store.connections.worker;
  const worker = createWatchedWorker((run) => createWakeupWorker({ connection, prefix: store.prefix, log }, run), run);
  return {
    lastRoundAt: () => lastRoundAt,
    round,
    worker,
    begin() {
      lastRoundAt = clock.now();
      ticking = startTicking({ tick: round }, { log, clock, onRound, nextDue: store.ledger.oldestDue });
      worker.begin();
    },
    async stop() {
      await Promise.all([ticking?.stop(), worker.close()]);
    },
  };
}
