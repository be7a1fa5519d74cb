import type {
  Comparison,
  SourceCheck,
  SourceOrder,
  SourceSnapshot,
  ToldAcknowledgement,
} from './domain/source-state.js';

/** Interfaces to a source that can be asked what it says, and told what is done here. All instants are UTC milliseconds. */

/** A source with an interface of its own. Every call may reject; whoever calls asks again later. */
export interface AskedSource {
  /** Of the routes and of alerts: `icinga`. */
  readonly name: string;
  /** The checks with these keys, where it knows them, and each that fails, is acknowledged or in a downtime. */
  read(keys: ReadonlySet<string>): Promise<SourceSnapshot>;
  /** Every check there is, in pieces. */
  all(): AsyncIterable<readonly SourceCheck[]>;
  /** Carries orders out; what is so already counts as done. Answers with the keys that failed and why. */
  carryOut(orders: readonly SourceOrder[]): Promise<ReadonlyMap<string, string>>;
  close(): Promise<void>;
}

/** What the processes remember together of comparing with a source. */
export interface ReconcileMemory {
  /** True: the caller is the one process that compares, for so long. */
  lead(owner: string, forMs: number): Promise<boolean>;
  leave(owner: string): Promise<void>;
  /** By check key. */
  told(): Promise<ReadonlyMap<string, ToldAcknowledgement>>;
  remember(told: ReadonlyMap<string, ToldAcknowledgement>): Promise<void>;
  forget(keys: readonly string[]): Promise<void>;
  /** Window id → the end that every check it covers was given in the source. */
  spread(): Promise<ReadonlyMap<string, number>>;
  noteSpread(windowId: string, endsAt: number): Promise<void>;
  forgetSpread(windowIds: readonly string[]): Promise<void>;
  comparison(): Promise<Comparison | null>;
  note(comparison: Comparison): Promise<void>;
}
