import type { Log, Metrics, Wakeups } from '../../ports.js';
import type { WakeupProbe } from '../../ports-watch.js';
import { canaryMethod } from './canary-rules.js';

/** The worker of the queue as its watch sees it. */
export interface WatchedWorker {
  /** It works on something now, which has its own time-outs, or has begun something since the last question. */
  progressed(): boolean;
  /** Lets the present worker go and makes a new one. */
  rebuild(): void;
}

export interface QueueWatchOptions {
  readonly wakeups: Wakeups;
  readonly probe: WakeupProbe;
  readonly worker: WatchedWorker;
  readonly log: Log;
  readonly metrics: Metrics;
  /** The process is beyond repair: its supervisor starts a new one. */
  readonly giveUp: () => void;
}

/** Looks: one every 5 s. They are counted, not timed: a jump of the clock, or a process that was stopped, is no wedge. */
const rebuildAfter = 6;
const giveUpAfter = 12;

/**
 * A worker of the queue can stand still for ever without an error, while Redis answers. At each look a wake-up goes into
 * the queue; when nobody takes it for 30 s, and this worker is idle, the worker is rebuilt; after 60 s the process ends.
 */
export function createQueueWatch(options: QueueWatchOptions): { look(): Promise<void> } {
  const { wakeups, probe, worker, log, metrics, giveUp } = options;
  let before: number | null = null;
  let stuckLooks = 0;

  async function look(): Promise<void> {
    const arrivals = await probe.arrivals().catch(() => null);
    const stuck = arrivals !== null && arrivals === before;
    stuckLooks = !worker.progressed() && stuck ? stuckLooks + 1 : 0;
    before = arrivals;
    if (arrivals === null) return;
    act();
    await wakeups.wake([canaryMethod]);
  }

  function act(): void {
    if (stuckLooks === rebuildAfter) {
      log.error({}, 'nobody takes wake-ups from the queue for 30 s: its worker is rebuilt');
      metrics.count('worker_rebuilds_total');
      worker.rebuild();
    }
    if (stuckLooks === giveUpAfter) {
      log.error({}, 'nobody takes wake-ups from the queue for 60 s, a new worker did not help: the process ends');
      giveUp();
    }
  }

  return { look };
}
