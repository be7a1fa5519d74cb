import { join } from 'node:path';
import type { Clock, Log } from '../ports.js';
import type { JournalDisk } from './disk.js';
import type { Health } from './health.js';
import { JournalError, systemCode } from './journal-error.js';
import type { JournalRecord } from './record.js';
import type { Reserve } from './reserve.js';
import type { Segments } from './segments.js';
import { writeNewFile } from './write-whole.js';

/** The segment in use, a new one, and one more when only the second found the disk full and freed the reserve. */
const MAX_ATTEMPTS = 3;
const PROBE_BYTES = 64 * 1024;
const STALL_MS = 5_000;
/** Between two looks, usually a second apart: more, and the process stood still or its clock jumped. */
const STANDSTILL_MS = 3_000;
/** A fault that was overcome is shown for so long. */
const CALM_MS = 60_000;

export interface SteadfastWriter {
  /** Has a segment ready for records from `seq` on; a failure makes the writer refuse, as in `store`. */
  prepare(seq: number): Promise<void>;
  store(records: readonly JournalRecord[]): Promise<void>;
  /** Why nothing more is taken now; null: go on. */
  refusal(): JournalError | null;
  /** Notices a disk that does not answer, and when an overcome fault is past. */
  look(): void;
  /** Tries whether the disk takes writes again, if it had refused them. */
  probe(): Promise<void>;
}

interface WriterDeps {
  readonly disk: JournalDisk;
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly segments: Segments;
  readonly reserve: Reserve;
  readonly health: Health;
}

/**
 * After any error the segment is given up and the batch goes whole into a new one; a sync is never repeated, for the kernel
 * reports lost pages once only. When that does not help either, everything is refused at once until a probe succeeds.
 */
export function createSteadfastWriter(deps: WriterDeps): SteadfastWriter {
  const { disk, directory, clock, log, segments, reserve, health } = deps;
  let down: JournalError | null = null;
  let stalled: JournalError | null = null;
  let busySince: number | null = null;
  let troubleAt = clock.now();
  let lookedAt = clock.now();

  async function store(records: readonly JournalRecord[]): Promise<void> {
    if (down !== null) throw down;
    busySince = clock.now();
    try {
      await persist(() => segments.store(records));
    } finally {
      busySince = null;
      look();
    }
  }

  async function persist(write: () => Promise<void>): Promise<void> {
    let failure: unknown;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      try {
        await write();
        return;
      } catch (error) {
        failure = error;
        await giveUpSegment(error);
      }
    }
    down = new JournalError('cannot-store', `the journal cannot store: ${reasonOf(failure)}`, failure);
    log.error({ err: failure }, 'the journal cannot store anything');
    health.update({ healthy: false, reason: reasonOf(failure) });
    throw down;
  }

  async function giveUpSegment(error: unknown): Promise<void> {
    log.error({ err: error }, 'journal segment given up after an error');
    troubleAt = clock.now();
    await segments.giveUp();
    if (isDiskFull(error)) await reserve.free();
    health.update({ reason: reasonOf(error) });
  }

  async function prepare(seq: number): Promise<void> {
    await persist(() => segments.open(seq)).catch(() => {});
  }

  function look(): void {
    const now = clock.now();
    forgiveStandstill(now);
    const isStalled = busySince !== null && now - busySince >= STALL_MS;
    if (isStalled && stalled === null) noteStall();
    if (!isStalled && stalled !== null) noteAnswer();
    const { healthy, reserveUsed } = health.state();
    if (healthy && !reserveUsed && now - troubleAt >= CALM_MS) health.update({ reason: null });
  }

  /** The answer of the disk may be there, unread: it is not to blame for that. */
  function forgiveStandstill(now: number): void {
    if (busySince !== null && now - lookedAt > STANDSTILL_MS) busySince = now;
    lookedAt = now;
  }

  function noteStall(): void {
    stalled = new JournalError('cannot-store', 'the journal cannot store: the disk does not answer');
    log.error({}, 'the disk of the journal does not answer');
    troubleAt = clock.now();
    health.update({ healthy: false, reason: 'the disk does not answer' });
  }

  function noteAnswer(): void {
    stalled = null;
    if (down === null) health.update({ healthy: true });
  }

  async function probe(): Promise<void> {
    if (down === null) return;
    const path = join(directory, 'probe');
    try {
      await writeNewFile(disk, path, Buffer.alloc(PROBE_BYTES));
      down = null;
    } catch {
      return;
    } finally {
      await disk.remove(path).catch(() => {});
    }
    log.info({}, 'the journal stores again');
    health.update({ healthy: true });
  }

  return { prepare, store, refusal: () => down ?? stalled, look, probe };
}

/** What still fits is written short: on a nearly full disk every new file may show nothing else. */
function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'short-write'].includes(systemCode(error));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
