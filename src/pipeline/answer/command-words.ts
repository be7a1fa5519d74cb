import type { ActVerb, CodeVerb, TimedVerb } from './command.js';

/** What one word of a text means. */
export interface WordMeaning {
  readonly verb: ActVerb | TimedVerb | CodeVerb | 'who' | 'status' | null;
  readonly all: boolean;
}

/** END, CANCEL, STOP, QUIT, YES, HELP and INFO are the carrier's, and never stand here. */
const VERBS: Readonly<Record<ActVerb, { readonly letters: readonly string[]; readonly words: readonly string[] }>> = {
  acknowledge: { letters: ['a'], words: ['ack', 'acks', 'acked', 'acknowledge', 'acknowledged'] },
  resolve: { letters: ['r', 'c'], words: ['resolve', 'resolved', 'close', 'closed'] },
  escalate: { letters: ['e'], words: ['escalate', 'escalated', 'esc'] },
};

const WORDS: ReadonlyMap<string, WordMeaning> = new Map([
  ...verbEntries('acknowledge'),
  ...verbEntries('resolve'),
  ...verbEntries('escalate'),
  ['mute', { verb: 'mute', all: false }],
  ['silence', { verb: 'mute', all: false }],
  ['unmute', { verb: 'unmute', all: false }],
  ['unmuted', { verb: 'unmute', all: false }],
  ['unsilence', { verb: 'unmute', all: false }],
  ['snooze', { verb: 'snooze', all: false }],
  ['snoozed', { verb: 'snooze', all: false }],
  ['extend', { verb: 'extend', all: false }],
  ['extended', { verb: 'extend', all: false }],
  ['prolong', { verb: 'extend', all: false }],
  ['approve', { verb: 'approve', all: false }],
  ['approved', { verb: 'approve', all: false }],
  ['deny', { verb: 'deny', all: false }],
  ['denied', { verb: 'deny', all: false }],
  ['who', { verb: 'who', all: false }],
  ['status', { verb: 'status', all: false }],
  ['all', { verb: null, all: true }],
]);

/** Words that people add, and that the page itself uses around an order. */
const FILLERS = new Set(
  'please pls plz thanks thx ty the it this now reply code incident page number nr to for by'.split(' '),
);

const UNIT_SECONDS: ReadonlyMap<string, number> = new Map([
  ...['m', 'min', 'mins', 'minute', 'minutes'].map((word) => [word, 60] as const),
  ...['h', 'hr', 'hrs', 'hour', 'hours'].map((word) => [word, 3600] as const),
  ...['d', 'day', 'days'].map((word) => [word, 86_400] as const),
]);

/** The meaning of a word in lower case; `filler`: none; null: it is not one of ours. */
export function meaningOf(word: string): WordMeaning | 'filler' | null {
  return WORDS.get(word) ?? (FILLERS.has(word) ? 'filler' : null);
}

/** `30m`, `2 hours`: seconds of the unit; null: it is none. */
export function unitSeconds(word: string): number | null {
  return UNIT_SECONDS.get(word) ?? null;
}

/** True for whole words of an order, not for its single letters, which other words are made of too. */
export function isOrderWord(word: string): boolean {
  const meaning = meaningOf(word);
  return word.length > 2 && meaning !== null && meaning !== 'filler' && meaning.verb !== null;
}

function verbEntries(verb: ActVerb): (readonly [string, WordMeaning])[] {
  const { letters, words } = VERBS[verb];
  const once = [...letters, ...words].map((word) => [word, { verb, all: false }] as const);
  const doubled = letters.map((letter) => [letter + letter, { verb, all: true }] as const);
  const joined = [...letters, ...words].flatMap((word) =>
    [`${word}all`, `all${word}`].map((whole) => [whole, { verb, all: true }] as const),
  );
  // `call` is a word of its own.
  return [...joined.filter(([word]) => word !== 'call'), ...once, ...doubled];
}
