import { claimScript } from '../../src/store/ledger/claim.lua.js';
import { hearTextScript, settleTextScript } from '../../src/store/ledger/texts.lua.js';

/** What tells the writes of the ledger from each other as they pass over the wire (EVALSHA): the one place to adapt when they change. */
export const ledgerScripts = {
  /** Alerts, their incident, and the pages planned for it. */
  commit: '"step":"commit"',
  /** Due calls of one contact method become a notification in state `sending`. */
  claim: claimScript.sha,
  /** What became of a notification. */
  outcome: '"step":"outcome"',
} as const;

/** Those that only answering a text passes. */
export const textScripts = {
  /** A text of a phone is kept. */
  hear: hearTextScript.sha,
  /** It is answered, and its reply claimed. */
  settle: settleTextScript.sha,
} as const;
