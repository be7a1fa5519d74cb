import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { Clock, Log } from '../ports.js';
import type { JournalDisk, JournalFile } from './disk.js';
import { encodeRecords, type JournalRecord } from './record.js';
import { liesBefore, type Segment } from './segment.js';
import { nameSegment } from './segment-name.js';
import { writeWhole } from './write-whole.js';

const MAX_SALT = 2 ** 32;

export interface SegmentsDeps {
  readonly disk: JournalDisk;
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Rotation: by bytes and by age. */
  readonly segmentBytes: number;
  readonly segmentMs: number;
  /** Segments are kept so long after their last record … */
  readonly keepMs: number;
  /** … and so long when not all of it is applied. */
  readonly keepUnappliedMs: number;
}

/** The files of the journal, oldest first; the last one takes the records. */
export interface Segments {
  /** Opens a segment for records from `seq` on, unless one is open with room. */
  open(seq: number): Promise<void>;
  /** Writes and syncs. After an error the current segment must be given up. */
  store(records: readonly JournalRecord[]): Promise<void>;
  /** The current segment takes no more records: nobody knows what the failed write or sync left. */
  giveUp(): Promise<void>;
  list(): readonly Segment[];
  /** Deletes what is old and applied up to `applied`. */
  prune(applied: number): Promise<void>;
  close(): Promise<void>;
}

/** `found`: the segments that are there already. They take no more records. */
export function createSegments(deps: SegmentsDeps, found: readonly Segment[]): Segments {
  const { disk, directory, clock, log } = deps;
  let segments = found;
  let ordinal = found.at(-1)?.ordinal ?? 0;
  let current: { readonly segment: Segment; readonly file: JournalFile } | null = null;

  async function open(seq: number): Promise<void> {
    if (current !== null && !isFull(current.segment)) return;
    await close();
    ordinal += 1;
    const name = nameSegment({ ordinal, firstSeq: seq, createdAt: clock.now(), salt: randomInt(1, MAX_SALT) });
    const segment: Segment = { ...name, path: join(directory, name.name), end: 0 };
    current = { segment, file: await disk.open(segment.path, 'create') };
    segments = [...segments, segment];
    await disk.syncDirectory(directory);
  }

  function isFull({ end, createdAt }: Segment): boolean {
    return end >= deps.segmentBytes || (end > 0 && clock.now() - createdAt >= deps.segmentMs);
  }

  async function store(records: readonly JournalRecord[]): Promise<void> {
    await open(records[0]?.seq ?? 0);
    if (current === null) return;
    const { segment, file } = current;
    const bytes = encodeRecords(records, segment.salt);
    await writeWhole(file, bytes, segment.end);
    await file.datasync();
    segment.end += bytes.length;
  }

  async function giveUp(): Promise<void> {
    if (current === null) return;
    const { segment, file } = current;
    // Only to give the room back and spare the next start a torn tail: readers stop at `end` in any case.
    await file.truncate(segment.end).catch(() => {});
    await close();
  }

  async function prune(applied: number): Promise<void> {
    const old = segments.filter((segment, index) => isOld(segments[index + 1], segment, applied));
    if (old.length === 0) return;
    segments = segments.filter((segment) => !old.includes(segment));
    for (const { path } of old) {
      await disk.remove(path);
      await disk.remove(`${path}.torn`);
    }
    log.debug({ segments: old.length }, 'old journal segments deleted');
  }

  /** The successor's creation is the latest time that a record of the segment can have. */
  function isOld(successor: Segment | undefined, segment: Segment, applied: number): boolean {
    if (successor === undefined || segment === current?.segment) return false;
    const age = clock.now() - successor.createdAt;
    const isApplied = segment.end === 0 || liesBefore(applied + 1, successor);
    return age > (isApplied ? deps.keepMs : deps.keepUnappliedMs);
  }

  async function close(): Promise<void> {
    const file = current?.file;
    current = null;
    // What counts is synced already.
    await file?.close().catch(() => {});
  }

  return { open, store, giveUp, prune, close, list: () => segments };
}
