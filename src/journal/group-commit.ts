import { JournalError } from './journal-error.js';
import { HEADER_BYTES, type JournalRecord } from './record.js';

/** Bounds the time that encoding one batch takes from the event loop. */
const MAX_BATCH_BYTES = 1024 * 1024;
/** Records that nobody waits for gather so long: a storm costs a sync for many. */
const GATHER_MS = 15;

interface Waiting {
  readonly record: JournalRecord;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export interface GroupCommit {
  /** Settles with the store call that covers the record; in order. `leisurely`: nobody waits for it. */
  add(record: JournalRecord, leisurely?: boolean): Promise<void>;
  /** Resolves when everything added so far is stored or refused. */
  settled(): Promise<void>;
}

/**
 * Records that arrive while a store call is under way wait together for the next one; after a pause the first goes at once, with
 * what arrives in the same turn of the event loop: the wait is the disk's own sync time. Leisurely ones gather for a moment,
 * unless another one comes that somebody waits for.
 */
export function createGroupCommit(
  store: (records: readonly JournalRecord[]) => Promise<void>,
  maxWaitingBytes: number,
): GroupCommit {
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let running = false;
  let start: NodeJS.Timeout | null = null;
  let last: Promise<void> = Promise.resolve();

  function add(record: JournalRecord, leisurely = false): Promise<void> {
    if (waitingBytes + sizeOf(record) > maxWaitingBytes) {
      return Promise.reject(new JournalError('backlog', 'the disk is too slow: too much waits for the journal'));
    }
    last = new Promise((resolve, reject) => {
      waiting.push({ record, resolve, reject });
    });
    waitingBytes += sizeOf(record);
    if (!running && leisurely) start ??= setTimeout(begin, GATHER_MS);
    else if (!running) setImmediate(begin);
    return last;
  }

  function begin(): void {
    if (start !== null) clearTimeout(start);
    start = null;
    if (running) return;
    running = true;
    void storeWaiting();
  }

  async function storeWaiting(): Promise<void> {
    while (waiting.length > 0) await storeBatch(takeBatch());
    running = false;
  }

  function takeBatch(): readonly Waiting[] {
    let count = 0;
    let bytes = 0;
    for (const { record } of waiting) {
      if (count > 0 && bytes + sizeOf(record) > MAX_BATCH_BYTES) break;
      count += 1;
      bytes += sizeOf(record);
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    waitingBytes -= bytes;
    return batch;
  }

  async function storeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      await store(batch.map(({ record }) => record));
    } catch (error) {
      const refusal = error instanceof Error ? error : new JournalError('cannot-store', String(error));
      for (const { reject } of batch) reject(refusal);
      return;
    }
    for (const { resolve } of batch) resolve();
  }

  async function settled(): Promise<void> {
    begin();
    await last.catch(() => {});
  }

  return { add, settled };
}

function sizeOf({ payload }: JournalRecord): number {
  return HEADER_BYTES + payload.length;
}
