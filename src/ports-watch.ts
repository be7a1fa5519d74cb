/** Interfaces to the outside by which the router watches itself and its sources. All instants are UTC milliseconds. */

/** Counts the canary's wake-ups that some process took from the queue; shared by all processes. */
export interface WakeupProbe {
  arrived(): Promise<void>;
  /** Rejects also where Redis reads but does not write. */
  arrivals(): Promise<number>;
}

/** When something was heard. `onlyKnown`: only a name that stands there already. */
export interface Sighting {
  readonly name: string;
  readonly at: number;
  readonly onlyKnown?: boolean;
}

/** When each name was last heard, UTC ms; shared by all processes, kept over restarts. */
export interface LastSeen {
  /** Never moves a time back. */
  note(sightings: readonly Sighting[]): Promise<void>;
  all(): Promise<ReadonlyMap<string, number>>;
  forget(name: string): Promise<void>;
}

/** Tells a watcher outside that all is well; rejects with why it did not take it, without the address. */
export type Ping = (url: string) => Promise<void>;
