import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Log, Wakeups } from '../ports.js';
import type { DueRef } from '../ports-ledger.js';
import { bullPrefix, type DueJob, jobKey, QUEUE } from './due-job.js';
import { loadBullmq } from './load-bullmq.js';
import { within } from './within.js';

export interface WakeupsRequest {
  /** A connection that fails fast; it stays the caller's. */
  readonly connection: Redis;
  readonly prefix: string;
  readonly log: Log;
}

/**
 * Wakes some process for due things through BullMQ. The same thing waits once; woken while it is worked on, it runs once
 * more. Never rejects: what could not be queued is found by the tick. The queue is opened by the first wake-up that finds
 * Redis there, so that no start waits for the code of BullMQ.
 */
export function createWakeups({ connection, prefix, log }: WakeupsRequest): Wakeups & { close(): Promise<void> } {
  const closing = new AbortController();
  let opening: Promise<Queue<DueJob>> | null = null;

  async function open(): Promise<Queue<DueJob>> {
    const bullmq = await loadBullmq(closing.signal);
    const queue = new bullmq.Queue<DueJob>(QUEUE, {
      connection,
      prefix: bullPrefix(prefix),
      streams: { events: { maxLen: 1000 } },
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
      // A connection that fails fast says so at once; the next wake-up opens the queue then.
      skipWaitingForReady: true,
    });
    queue.on('error', (error) => log.debug({ error: error.message }, 'queue connection error'));
    await queue.waitUntilReady();
    return queue;
  }

  async function add(ref: DueRef): Promise<void> {
    opening ??= open().catch((cause: unknown) => {
      opening = null;
      throw cause;
    });
    const queue = await opening;
    await queue.add('due', { v: 1, ref }, { deduplication: { id: jobKey(ref), keepLastIfActive: true } });
  }

  return {
    wake: async (refs) => {
      const results = await Promise.allSettled(refs.map(add));
      const failed = results.filter(({ status }) => status === 'rejected').length;
      if (failed > 0) log.warn({ failed }, 'wake-ups were not queued, the tick finds them');
    },
    close() {
      closing.abort();
      return within(10_000, Promise.resolve(opening?.then((queue) => queue.close())));
    },
  };
}
