import type { JournalEntry } from '../domain/journal.js';
import type { Log } from '../ports.js';
import type { JournalDisk, JournalFile } from './disk.js';
import { systemCode } from './journal-error.js';
import { type ScanStep, scanSegment } from './scan-segment.js';
import { liesBefore, type Segment } from './segment.js';

interface ReadDeps {
  readonly disk: JournalDisk;
  readonly log: Log;
}

interface ReadRange {
  readonly segments: readonly Segment[];
  readonly fromSeq: number;
  /** Inclusive. */
  readonly toSeq: number;
}

/** The records of the range in order, each seq once. What cannot be read is reported and passed over. */
export async function* readEntries(deps: ReadDeps, range: ReadRange): AsyncGenerator<JournalEntry> {
  const segments = range.segments.filter((_, index) => !liesBefore(range.fromSeq, range.segments[index + 1]));
  let lastSeq = range.fromSeq - 1;
  for (const segment of segments) {
    for await (const entry of readSegment(deps, segment)) {
      if (entry.seq > range.toSeq) return;
      if (entry.seq > lastSeq) yield entry;
      lastSeq = Math.max(lastSeq, entry.seq);
    }
  }
}

async function* readSegment(deps: ReadDeps, segment: Segment): AsyncGenerator<JournalEntry> {
  if (segment.end === 0) return;
  for await (const step of scanSafely(deps, segment)) {
    if (step.kind === 'record') {
      yield step.entry;
      continue;
    }
    const where = { segment: segment.name, at: step.at, bytes: step.bytes };
    deps.log.error(where, 'damaged bytes in the journal passed over');
  }
}

async function* scanSafely({ disk, log }: ReadDeps, segment: Segment): AsyncGenerator<ScanStep> {
  let file: JournalFile | null = null;
  try {
    file = await disk.open(segment.path, 'read');
    yield* scanSegment(file, segment.salt, segment.end);
  } catch (err) {
    // Deleted by age while an earlier segment was read.
    if (systemCode(err) !== 'ENOENT')
      log.error({ err, segment: segment.name }, 'a journal segment cannot be read to its end');
  } finally {
    await file?.close().catch(() => {});
  }
}
