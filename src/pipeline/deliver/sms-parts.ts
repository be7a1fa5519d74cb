import type { DescribedPage } from './describe-pages.js';

/** What an SMS says, before it is made to fit. Only `head` is always there; the link is never cut, only left out. */
export interface SmsParts {
  readonly head: string;
  /** First to be shortened, then left out. */
  readonly summary: string;
  /** Since when, how many; left out when the segments are used up. */
  readonly facts: string;
  /** How to answer by text, the fullest first: the first one that costs no further segment is taken. */
  readonly hints: readonly string[];
  /** `Ack: https://…` */
  readonly answer: string;
  /** The words among them that are not ours: they choose the alphabet of the whole. */
  readonly theirs: string;
}

export interface SmsRequest {
  readonly pages: readonly DescribedPage[];
  /** What was over before quiet hours let its page go. */
  readonly ended: readonly DescribedPage[];
  /** How many of these pages had to wait for a limit. */
  readonly heldCount: number;
  /** How many had to wait for the end of quiet hours. */
  readonly quietCount: number;
  /** How many more are due and found no room. */
  readonly leftCount: number;
  /** By which its reader may answer; null: not by text. */
  readonly code: number | null;
  /** UTC ms */
  readonly now: number;
  readonly timezone: string;
}
