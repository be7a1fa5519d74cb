import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Clock, Log } from '../ports.js';
import type { JournalDisk } from './disk.js';
import { writeWhole } from './write-whole.js';

const NAME = 'reserve';
const CHUNK_BYTES = 1024 * 1024;
/** Filling that fails (a quota, a bad disk) takes room and time from the journal: not again so soon. */
const RETRY_MS = 10 * 60 * 1000;

/** Space held back by a file, so that a full disk does not stop the journal at once. */
export interface Reserve {
  /** Makes the file, in the background, when it is missing and there is room for twice its size. */
  fill(): void;
  /** Deletes the file. False: there was nothing to free. */
  free(): Promise<boolean>;
  isUsed(): boolean;
  /** Resolves when no filling is under way. */
  settled(): Promise<void>;
}

interface ReserveDeps {
  readonly disk: JournalDisk;
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  /** 0: keep none. */
  readonly bytes: number;
  /** It is there, or not there. */
  readonly onChange: () => void;
}

export function createReserve({ disk, directory, clock, log, bytes, onChange }: ReserveDeps): Reserve {
  const path = join(directory, NAME);
  let used = false;
  /** Filling or deleting: never both, or a file that is going would be taken for whole. */
  let work: Promise<void> | null = null;
  let whole = bytes === 0;
  let stop = false;
  let retryAt = Number.NEGATIVE_INFINITY;

  function fill(): void {
    if (whole || work !== null || clock.now() < retryAt) return;
    stop = false;
    void begin(tryFill());
  }

  function begin(task: Promise<void>): Promise<void> {
    work = task.finally(() => {
      work = null;
    });
    return work;
  }

  async function tryFill(): Promise<void> {
    whole = await makeWhole().catch(async (err: unknown) => {
      log.warn({ err }, 'journal reserve cannot be made');
      retryAt = clock.now() + RETRY_MS;
      await disk.remove(path).catch(() => {});
      return false;
    });
    if (used !== whole) return;
    used = !whole;
    onChange();
  }

  async function makeWhole(): Promise<boolean> {
    if ((await disk.size(path)) === bytes) return true;
    await disk.remove(path);
    if ((await disk.freeBytes(directory)) < 2 * bytes) return false;
    await write();
    if (stop) await disk.remove(path);
    return !stop;
  }

  /**
   * Random bytes: a file system that compresses would hold nothing back for zeros. Synced piece by piece: a sync of all of it
   * would let the journal's own syncs, and those of Redis, wait behind it.
   */
  async function write(): Promise<void> {
    const chunk = randomBytes(Math.min(CHUNK_BYTES, bytes));
    const file = await disk.open(path, 'create');
    try {
      for (let at = 0; at < bytes && !stop; at += chunk.length) {
        await writeWhole(file, chunk.subarray(0, bytes - at), at);
        await file.datasync();
      }
    } finally {
      await file.close();
    }
  }

  async function free(): Promise<boolean> {
    stop = true;
    await work;
    if (!whole || bytes === 0) return false;
    whole = false;
    used = true;
    await begin(disk.remove(path).catch((err: unknown) => log.warn({ err }, 'journal reserve cannot be deleted')));
    log.error({ bytes }, 'disk full: the journal goes on with its reserve');
    onChange();
    return true;
  }

  return {
    fill,
    free,
    isUsed: () => used,
    settled: async () => {
      await work;
    },
  };
}
