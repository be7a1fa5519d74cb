import type { WatchedWorker } from '../engine/watch/queue-watch.js';
import type { DueRef } from '../ports-ledger.js';
import type { WakeupWorker } from '../queue/wakeup-worker.js';

/** A worker of the queue that is counted and can be replaced. */
export interface RunningWorker extends WatchedWorker {
  /** Makes the first one: before that there is none, and nothing is expected of it. */
  begin(): void;
  close(): Promise<void>;
}

/** `create` makes one on `run`; the one that a new one replaces is let go, not waited for. */
export function createWatchedWorker(
  create: (run: (ref: DueRef) => Promise<void>) => WakeupWorker,
  run: (ref: DueRef) => Promise<void>,
): RunningWorker {
  let begun = 0;
  let begunBefore = 0;
  let underWay = 0;

  async function counted(ref: DueRef): Promise<void> {
    begun += 1;
    underWay += 1;
    try {
      await run(ref);
    } finally {
      underWay -= 1;
    }
  }

  let worker: WakeupWorker | null = null;
  const old = new Set<Promise<void>>();

  return {
    begin() {
      worker = create(counted);
    },
    progressed() {
      const progressed = worker === null || underWay > 0 || begun > begunBefore;
      begunBefore = begun;
      return progressed;
    },
    rebuild() {
      if (worker === null) return;
      const closing = worker.close().finally(() => old.delete(closing));
      old.add(closing);
      worker = create(counted);
    },
    async close() {
      await Promise.all([worker?.close(), ...old]);
    },
  };
}
