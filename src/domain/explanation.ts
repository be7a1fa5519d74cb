import type { Alert } from './alert.js';
import type { Channel } from './channel.js';

/** One message a person gets: the channel, and so many seconds after the incident opened. */
export interface PlannedNotification {
  readonly via: Channel;
  readonly afterSeconds: number;
}

/** A person who is paged, on which channels, by which rules. */
export interface PersonPaged {
  readonly person: string;
  readonly notifications: readonly PlannedNotification[];
  readonly because: readonly string[];
}

/** A person who is not paged, and why not. */
export interface PersonNotPaged {
  readonly person: string;
  readonly because: readonly string[];
}

/** Why nobody is paged for now although something fails. `until` is ISO 8601 or null. */
export interface SuppressedBecause {
  readonly reason: string;
  readonly id: string | null;
  readonly until: string | null;
}

/** The answer of `explain`; the shape of `explain --json` and of the API. */
export interface Explanation {
  readonly alert: Alert;
  /** Most specific first: the first owns grouping and escalation. */
  readonly services: readonly string[];
  readonly incidentKey: string;
  readonly suppressed: SuppressedBecause | null;
  readonly steps: readonly {
    readonly step: number;
    readonly afterSeconds: number;
    readonly people: readonly PersonPaged[];
  }[];
  /** Every other person known to the rules. */
  readonly notPaged: readonly PersonNotPaged[];
}
