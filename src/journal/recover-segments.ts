import { join } from 'node:path';
import type { Log } from '../ports.js';
import type { JournalDisk, JournalFile } from './disk.js';
import { scanSegment } from './scan-segment.js';
import { liesBefore, type Segment } from './segment.js';
import { parseSegmentName } from './segment-name.js';
import { writeNewFile } from './write-whole.js';

/** So much of a torn tail is kept beside its segment: at most what one write can have left. */
const MAX_KEPT_BYTES = 16 * 1024 * 1024;

/** Added for a segment that cannot be read: far more than it can hold, so that no seq is given twice. */
const UNREADABLE_SEQS = 10_000_000;

export interface Recovered {
  readonly segments: readonly Segment[];
  /** The highest seq that was given, as far as the disk tells. */
  readonly lastSeq: number;
}

interface RecoverDeps {
  readonly disk: JournalDisk;
  readonly directory: string;
  readonly log: Log;
}

/**
 * Finds the segments and repairs what a crash left. Read are the newest one that holds records, and all with records after
 * `applied`: the others were read at an earlier start, and a reader checks every record again.
 */
export async function recoverSegments(deps: RecoverDeps, applied: number): Promise<Recovered> {
  const segments = await findSegments(deps);
  const newest = segments.findLast(({ end }) => end > 0);
  let lastSeq = applied;
  for (const [index, segment] of segments.entries()) {
    lastSeq = Math.max(lastSeq, segment.firstSeq - 1);
    const isApplied = liesBefore(applied + 1, segments[index + 1]);
    if (segment === newest || !isApplied) lastSeq = Math.max(lastSeq, await recoverSegment(deps, segment));
  }
  return { segments, lastSeq };
}

async function findSegments({ disk, directory }: RecoverDeps): Promise<readonly Segment[]> {
  const names = (await disk.list(directory)).map(parseSegmentName).filter((name) => name !== null);
  const segments = names.map(async (name) => {
    const path = join(directory, name.name);
    return { ...name, path, end: (await disk.size(path)) ?? 0 };
  });
  return (await Promise.all(segments)).sort((a, b) => a.ordinal - b.ordinal);
}

/** The last seq in it, or one above. A segment that cannot be read stays as it is. */
async function recoverSegment(deps: RecoverDeps, segment: Segment): Promise<number> {
  let lastSeq = 0;
  try {
    const file = await deps.disk.open(segment.path, 'change');
    try {
      for await (const step of scanSegment(file, segment.salt, segment.end)) {
        if (step.kind === 'record') lastSeq = step.entry.seq;
        if (step.kind === 'damaged') reportDamage(deps.log, segment, step);
        if (step.kind === 'torn') await cutTail(deps, { segment, file, at: step.at, bytes: step.bytes });
      }
    } finally {
      await file.close();
    }
  } catch (err) {
    deps.log.error({ err, segment: segment.name }, 'a journal segment cannot be read to its end');
    return segment.firstSeq + UNREADABLE_SEQS;
  }
  return lastSeq;
}

function reportDamage(log: Log, segment: Segment, { at, bytes }: { at: number; bytes: number }): void {
  log.error(
    { segment: segment.name, at, bytes },
    'damaged bytes inside a journal segment; the records after them are kept',
  );
}

interface Tail {
  readonly segment: Segment;
  readonly file: JournalFile;
  readonly at: number;
  readonly bytes: number;
}

/** A copy first: what is cut may hold the only trace of an alert that was never answered. */
async function cutTail({ disk, log }: RecoverDeps, { segment, file, at, bytes }: Tail): Promise<void> {
  segment.end = at;
  try {
    const copy = Buffer.alloc(Math.min(bytes, MAX_KEPT_BYTES));
    let filled = 0;
    while (filled < copy.length) {
      const got = await file.read(copy.subarray(filled), at + filled);
      if (got === 0) break;
      filled += got;
    }
    await writeNewFile(disk, `${segment.path}.torn`, copy.subarray(0, filled));
    await file.truncate(at);
    await file.datasync();
    log.warn({ segment: segment.name, at, bytes }, 'torn tail of a journal segment cut; a copy is kept');
  } catch (err) {
    log.warn({ err, segment: segment.name, at, bytes }, 'torn tail of a journal segment left in place');
  }
}
