/** One stored record. The payload is the caller's business. */
export interface JournalEntry {
  /** Rises over restarts; may have gaps (records that could not be stored). */
  readonly seq: number;
  readonly payload: Buffer;
}

export interface Appended {
  readonly seq: number;
  /** Resolves after the disk sync that covers the record; rejects when it cannot be stored. Need not be awaited. */
  readonly durable: Promise<void>;
}

export interface JournalState {
  /** False: nothing can be written; appends are refused at once until the disk takes writes again. */
  readonly healthy: boolean;
  /** The last fault that still matters; null: none. */
  readonly reason: string | null;
  /** The space kept for a full disk is in use (or there was none to keep): make room now. */
  readonly reserveUsed: boolean;
}

/** Append-only local journal of what was accepted, kept for replay. */
export interface Journal {
  /** In order of the calls; the payload must not be changed afterwards. `leisurely`: another store answers for it already. */
  append(payload: Uint8Array, leisurely?: boolean): Appended;
  /** In order of seq, from `fromSeq` on: what was appended before this call and could be stored. */
  read(fromSeq: number): AsyncIterable<JournalEntry>;
  /** Everything up to `seq` is applied. Kept durably but lazily: after a crash an earlier one may be found. */
  checkpoint(seq: number): void;
  /** The last checkpoint known; 0: none. Replay starts after it. */
  checkpointed(): number;
  state(): JournalState;
  /** Called whenever the state changes, also for the better, and when a segment was given up. Returns the unsubscribe. */
  onTrouble(listener: (state: JournalState) => void): () => void;
  /** Stores what was appended, then refuses the rest. Never rejects. */
  close(): Promise<void>;
}
