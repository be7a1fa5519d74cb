import type { SegmentName } from './segment-name.js';

/** One file of the journal. */
export interface Segment extends SegmentName {
  readonly path: string;
  /** Bytes that are known to be good (synced, or found at start); what follows is not read. */
  end: number;
}

/** Whether every record of `segment` that was ever durable has a seq below `seq`, told by its successor. */
export function liesBefore(seq: number, successor: SegmentName | undefined): boolean {
  // A batch that failed in one segment is written again as the first of the next: only those below count.
  return successor !== undefined && successor.firstSeq <= seq;
}
