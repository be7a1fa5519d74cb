const MIB = 1024 * 1024;
const HOUR_MS = 60 * 60 * 1000;

export interface JournalLimits {
  /** A segment is closed at this size, or when it is so old. */
  readonly segmentBytes: number;
  readonly segmentMs: number;
  /** How long records are kept, counted from the end of their segment. */
  readonly keepMs: number;
  /** How long records after the checkpoint are kept: nothing that waits is deleted after a long outage. */
  readonly keepUnappliedMs: number;
  /** Held back for a full disk; 0: nothing. */
  readonly reserveBytes: number;
  /** More may not wait for the disk: then appends are refused. */
  readonly backlogBytes: number;
  /** Pause between two rounds of upkeep: checkpoint saved, old segments deleted, a failed disk tried again. */
  readonly upkeepMs: number;
}

export const DEFAULT_JOURNAL_LIMITS: JournalLimits = {
  segmentBytes: 16 * MIB,
  segmentMs: HOUR_MS,
  keepMs: 24 * HOUR_MS,
  keepUnappliedMs: 7 * 24 * HOUR_MS,
  reserveBytes: 64 * MIB,
  backlogBytes: 64 * MIB,
  upkeepMs: 1000,
};
