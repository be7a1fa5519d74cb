import type { Environment } from '../config/environment.js';
import { type Dispatcher, startTicking } from '../engine/dispatcher.js';
import type { Clock, Log } from '../ports.js';
import { createWakeupWorker } from '../queue/wakeup-worker.js';
import type { OpenedStore } from './open-store.js';

/** What does due work in this process; a receiver has none of it. */
export interface ClockWork {
  /** When the last round of the clock ended, UTC ms; null: none yet. */
  lastRoundAt(): number | null;
  stop(): Promise<void>;
}

/** Starts the clock and the worker of the wake-ups, unless this process only receives. */
export function startClockWork(deps: {
  readonly role: Environment['role'];
  readonly dispatcher: Dispatcher;
  readonly store: OpenedStore;
  readonly clock: Clock;
  readonly log: Log;
}): ClockWork {
  const { role, dispatcher, store, clock, log } = deps;
  if (role === 'receiver') return { lastRoundAt: () => null, stop: async () => undefined };
  let lastRoundAt: number | null = clock.now();
  const ticking = startTicking(dispatcher, {
    log,
    clock,
    onRound: (at) => {
      lastRoundAt = at;
    },
  });
  const connection = store.connections.worker;
  const worker = createWakeupWorker({ connection, prefix: store.prefix, log }, dispatcher.run);
  return {
    lastRoundAt: () => lastRoundAt,
    async stop() {
      await Promise.all([ticking.stop(), worker.close()]);
    },
  };
}
