import type { Journal } from '../../domain/journal.js';

/** Journal entries whose alerts are not all in the ledger yet; what is before all of them is applied. */
export interface WaitingEntries {
  add(seq: number): void;
  /** In the ledger. */
  applied(seq: number): void;
  /** Its commit has failed: the replay has to bring it in. */
  failed(seq: number): void;
  /** Entries for the replay, oldest first. */
  toReplay(): readonly number[];
}

/** Moves the journal's checkpoint as the oldest entries are applied. */
export function createWaitingEntries(journal: Pick<Journal, 'checkpoint'>): WaitingEntries {
  const failedBySeq = new Map<number, boolean>();
  let highest = 0;

  return {
    add(seq) {
      highest = Math.max(highest, seq);
      failedBySeq.set(seq, false);
    },
    applied(seq) {
      const wasOldest = failedBySeq.keys().next().value === seq;
      failedBySeq.delete(seq);
      if (!wasOldest) return;
      const oldest = failedBySeq.keys().next().value;
      journal.checkpoint(oldest === undefined ? highest : oldest - 1);
    },
    failed(seq) {
      if (failedBySeq.has(seq)) failedBySeq.set(seq, true);
    },
    toReplay: () => [...failedBySeq].flatMap(([seq, failed]) => (failed ? [seq] : [])),
  };
}
