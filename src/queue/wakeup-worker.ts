import type { Redis } from 'ioredis';
import type { Log } from '../ports.js';
import type { DueRef } from '../ports-ledger.js';
import { bullPrefix, type DueJob, parseDueJob, QUEUE } from './due-job.js';
import { loadBullmq } from './load-bullmq.js';
import { within } from './within.js';

export interface WakeupWorkerRequest {
  /** A connection with `maxRetriesPerRequest: null`; it stays the caller's. */
  readonly connection: Redis;
  readonly prefix: string;
  readonly log: Log;
  /** Due things worked on at once in this process; 50 where not said. */
  readonly concurrency?: number | undefined;
}

/** A running worker. `close` waits 10 s for work under way, then lets go: the ledger's leases bring it back. */
export interface WakeupWorker {
  close(): Promise<void>;
}

/**
 * Runs `run` for each wake-up. A failure is only logged: the ledger still holds what is due. A job of a killed process is
 * taken up after 20 s at most, the ledger's lease usually sooner.
 */
export function createWakeupWorker(
  { connection, prefix, log, concurrency = 50 }: WakeupWorkerRequest,
  run: (ref: DueRef) => Promise<void>,
): WakeupWorker {
  const runJob = async ({ data }: { readonly data: DueJob }) => {
    const ref = parseDueJob(data);
    if (ref === null) {
      log.warn({}, 'wake-up of another version left to the tick');
      return;
    }
    await run(ref);
  };

  const closing = new AbortController();

  /** Beside what calls it: the tick does the work as long as the code of BullMQ is being loaded. */
  async function open() {
    const bullmq = await loadBullmq(closing.signal);
    const worker = new bullmq.Worker<DueJob>(QUEUE, runJob, {
      connection,
      prefix: bullPrefix(prefix),
      concurrency,
      lockDuration: 15_000,
      stalledInterval: 5000,
      maxStalledCount: 10,
      runRetryDelay: 1000,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    });
    worker.on('error', (error) => log.debug({ error: error.message }, 'queue worker connection error'));
    worker.on('failed', (_, error) => log.warn({ error: error.message }, 'wake-up failed, the tick finds it'));
    return worker;
  }

  const opening = open();
  opening.catch((cause) => {
    if (closing.signal.aborted) return;
    log.error({ cause }, 'the queue worker could not be started: the tick does its work');
  });
  return {
    close() {
      closing.abort();
      return within(
        10_000,
        opening.then((worker) => worker.close()),
      );
    },
  };
}
