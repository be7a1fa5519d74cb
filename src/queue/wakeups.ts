import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Log, Wakeups } from '../ports.js';
import type { DueRef } from '../ports-ledger.js';
import { bullPrefix, type DueJob, jobKey, QUEUE } from './due-job.js';
import { within } from './within.js';

export interface WakeupsRequest {
  /** A connection that fails fast; it stays the caller's. */
  readonly connection: Redis;
  readonly prefix: string;
  readonly log: Log;
}

/**
 * Wakes some process for due things through BullMQ. The same thing waits once; woken while it is worked on, it runs once
 * more. Never rejects: what could not be queued is found by the tick.
 */
export function createWakeups({ connection, prefix, log }: WakeupsRequest): Wakeups & { close(): Promise<void> } {
  const queue = new Queue<DueJob>(QUEUE, {
    connection,
    prefix: bullPrefix(prefix),
    streams: { events: { maxLen: 1000 } },
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  queue.on('error', (error) => log.debug({ error: error.message }, 'queue connection error'));
  const add = async (ref: DueRef) => {
    await queue.add('due', { v: 1, ref }, { deduplication: { id: jobKey(ref), keepLastIfActive: true } });
  };
  return {
    wake: async (refs) => {
      const results = await Promise.allSettled(refs.map(add));
      const failed = results.filter(({ status }) => status === 'rejected').length;
      if (failed > 0) log.warn({ failed }, 'wake-ups were not queued, the tick finds them');
    },
    close: () => within(10_000, queue.close()),
  };
}
