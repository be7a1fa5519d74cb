/** One row of the fault matrix: its promise, and the proof with real processes. */
export interface FaultRow {
  readonly name: string;
  /** Breaks something, mends it, and fails when the promise does not hold. */
  play(): Promise<void>;
}
