import { dirname, join } from 'node:path';
import type { Appended, Journal, JournalEntry } from '../domain/journal.js';
import type { Clock, Log } from '../ports.js';
import { openCheckpoint } from './checkpoint.js';
import { createNodeDisk, type JournalDisk } from './disk.js';
import { createGroupCommit } from './group-commit.js';
import { createHealth } from './health.js';
import { JournalError } from './journal-error.js';
import { DEFAULT_JOURNAL_LIMITS, type JournalLimits } from './journal-limits.js';
import { readEntries } from './read-entries.js';
import { MAX_PAYLOAD_BYTES } from './record.js';
import { recoverSegments } from './recover-segments.js';
import { createReserve } from './reserve.js';
import { createSegments } from './segments.js';
import { createSteadfastWriter } from './steadfast-writer.js';
import { startUpkeep } from './upkeep.js';

interface Lock {
  release(): Promise<void>;
}

export interface JournalSettings {
  /** `DATA_DIR/journal`; made when missing. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Takes the lock file of the directory, or rejects with a message that says who has it. */
  readonly takeLock: (path: string) => Promise<Lock>;
  readonly disk?: JournalDisk;
  readonly limits?: Partial<JournalLimits>;
}

interface Opening {
  readonly settings: JournalSettings;
  readonly disk: JournalDisk;
  readonly limits: JournalLimits;
  readonly lock: Lock;
}

/**
 * Opens the journal of a directory and repairs what a crash left. Rejects when the directory cannot be read or another process
 * uses it; a disk that takes no writes is no reason to reject: see `state()`.
 */
export async function openJournal(settings: JournalSettings): Promise<Journal> {
  const disk = settings.disk ?? createNodeDisk();
  await disk.makeDirectory(settings.directory);
  await disk.syncDirectory(dirname(settings.directory));
  const lock = await settings.takeLock(join(settings.directory, 'lock'));
  try {
    return await openLocked({ settings, disk, limits: { ...DEFAULT_JOURNAL_LIMITS, ...settings.limits }, lock });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openLocked({ settings, disk, limits, lock }: Opening): Promise<Journal> {
  const { directory, clock, log } = settings;
  const checkpoint = await openCheckpoint({ disk, directory, log });
  const found = await recoverSegments({ disk, directory, log }, checkpoint.current());
  const segments = createSegments({ disk, directory, clock, log, ...limits }, found.segments);
  const health = createHealth(log);
  const reserve = createReserve({
    disk,
    directory,
    clock,
    log,
    bytes: limits.reserveBytes,
    onChange: () =>
      health.update(
        reserve.isUsed() ? { reserveUsed: true, reason: 'no room for the reserve' } : { reserveUsed: false },
      ),
  });
  const writer = createSteadfastWriter({ disk, directory, clock, log, segments, reserve, health });
  const commit = createGroupCommit(writer.store, limits.backlogBytes);
  let lastSeq = found.lastSeq;
  let closing: Promise<void> | null = null;

  await writer.prepare(lastSeq + 1);
  reserve.fill();
  const stopUpkeep = startUpkeep({ writer, segments, reserve, checkpoint, log, everyMs: limits.upkeepMs });

  function append(payload: Uint8Array, leisurely = false): Appended {
    lastSeq += 1;
    const refusal = refuse(payload) ?? writer.refusal();
    const durable = refusal === null ? commit.add({ seq: lastSeq, payload }, leisurely) : Promise.reject(refusal);
    // Nobody has to await it.
    durable.catch(() => {});
    return { seq: lastSeq, durable };
  }

  function refuse(payload: Uint8Array): JournalError | null {
    if (closing !== null) return new JournalError('closed', 'the journal is closed');
    if (payload.length <= MAX_PAYLOAD_BYTES) return null;
    return new JournalError('too-large', `a journal record holds at most ${MAX_PAYLOAD_BYTES} bytes`);
  }

  async function* read(fromSeq: number, toSeq: number): AsyncGenerator<JournalEntry> {
    await commit.settled();
    yield* readEntries({ disk, log }, { segments: segments.list(), fromSeq, toSeq });
  }

  async function close(): Promise<void> {
    await commit.settled();
    await stopUpkeep();
    await reserve.settled();
    await checkpoint.save();
    await segments.close();
    await lock.release().catch((err: unknown) => log.warn({ err }, 'journal lock not released'));
  }

  return {
    append,
    read: (fromSeq) => read(fromSeq, lastSeq),
    // A seq that was never given would hide records to come.
    checkpoint: (seq) => checkpoint.raise(Math.min(seq, lastSeq)),
    checkpointed: checkpoint.current,
    state: health.state,
    onTrouble: health.onTrouble,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
