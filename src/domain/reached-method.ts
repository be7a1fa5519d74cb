import type { ContactMethod } from './channel.js';

/** What is known of messages to one contact method. Instants are UTC ms. */
export interface ReachedMethod {
  /** When a provider last took a message to it, by its own word; null: never. */
  readonly acceptedAt: number | null;
  /** When a message to it last failed for good, and why; null: never. */
  readonly failed: { readonly at: number; readonly error: string } | null;
}

/** What the ledger knows of contact methods. */
export interface KnownMethods {
  /** By method key (`sms:+12025550143`). */
  readonly reached: ReadonlyMap<string, ReachedMethod>;
  /** Phone → since when its owner wants no SMS, UTC ms. */
  readonly optedOut: ReadonlyMap<string, number>;
}

/** Whether pages arrive by a contact method: the best that is known without sending one. */
export type MethodStanding = 'works' | 'untested' | 'failed' | 'opted-out';

/** A contact method of a person, judged. */
export interface JudgedMethod extends ContactMethod {
  readonly standing: MethodStanding;
  /** When it was found so, UTC ms; null: never heard of. */
  readonly since: number | null;
  /** Why the last message failed. */
  readonly error: string | null;
}

/** Whether a person can be paged, and when that will matter. */
export interface Readiness {
  readonly person: string;
  /** `now`; `soon`: a shift begins within the days looked ahead; `always`: paged at any time; `no`. */
  readonly onCall: 'now' | 'soon' | 'always' | 'no';
  /** When the next shift begins, UTC ms; null unless `soon`. */
  readonly startsAt: number | null;
  readonly methods: readonly JudgedMethod[];
  /** `ready`: a message got through lately; `untested`: nobody knows; `unreachable`: no method is left. */
  readonly verdict: 'ready' | 'untested' | 'unreachable';
}
