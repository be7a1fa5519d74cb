import type { ActVerb, CodeVerb, Command, CommandTarget, TimedVerb } from './command.js';
import { isOrderWord, meaningOf, unitSeconds, type WordMeaning } from './command-words.js';

/** Longer numbers are none of ours: a phone number, say. */
const MAX_DIGITS = 7;
/** Behind one of these a note may follow the order. */
const NOTE = /[\n,;:.!\u2013\u2014]|\s-+\s/u;
const MAX_NOTE = 200;

/**
 * Reads a text as an order; null: it is none, or more than one. Case, order, spaces, quotes and punctuation do not matter. Every
 * word must be known, since what is only half understood must not act; but behind a comma, a dash or a line end a note may
 * follow a whole order.
 */
export function readCommand(text: string): Command | null {
  const unquoted = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('>'))
    .join('\n');
  return readOrder(wordsOf(unquoted), null) ?? readWithNote(unquoted);
}

function readWithNote(text: string): Command | null {
  const found = NOTE.exec(text.trim());
  if (found === null) return null;
  const order = text.trim().slice(0, found.index);
  const note = text
    .trim()
    .slice(found.index + found[0].length)
    .trim();
  // A second number is no note: who sends two means two.
  if (!/\p{L}/u.test(note) || wordsOf(note).some(isOrderWord)) return null;
  const command = readOrder(wordsOf(order), note.replace(/\s+/g, ' ').slice(0, MAX_NOTE));
  return command !== null && 'note' in command ? command : null;
}

/** `#198`, `12`, or a word in lower case. */
function wordsOf(text: string): readonly string[] {
  const found =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/#\s*\d+|\d+|[\p{L}\p{M}]+|\p{N}+/gu) ?? [];
  return found.map((word) => word.replace(/\s/g, ''));
}

interface Read {
  readonly verbs: ReadonlySet<WordMeaning['verb']>;
  readonly all: boolean;
  readonly codes: readonly number[];
  readonly incidents: readonly number[];
  readonly seconds: number | null;
}

function readOrder(words: readonly string[], note: string | null): Command | null {
  if (words.join(' ') === 'who is on call') return { kind: 'who' };
  const isTimed = words.some(isTimedWord);
  const read = gather(words, isTimed);
  if (read === null) return null;
  const [verb, ...others] = read.verbs;
  if (verb === undefined || verb === null || others.length > 0) return null;
  if (verb === 'who' || verb === 'status') return readQuestion(verb, read);
  if (isTimedVerb(verb)) return readTimed(verb, read);
  return readAct(verb, read, note);
}

function readAct(verb: ActVerb | CodeVerb, read: Read, note: string | null): Command | null {
  const target = targetOf(read);
  if (target === null) return null;
  if (!isCodeVerb(verb)) return { kind: verb, target, all: read.all, note };
  return read.all ? null : { kind: verb, target };
}

function isCodeVerb(verb: ActVerb | CodeVerb): verb is CodeVerb {
  return verb === 'approve' || verb === 'deny' || verb === 'unmute';
}

function isTimedWord(word: string): boolean {
  const meaning = meaningOf(word);
  return meaning !== null && meaning !== 'filler' && meaning.verb !== null && isTimedVerb(meaning.verb);
}

function isTimedVerb(verb: NonNullable<WordMeaning['verb']>): verb is TimedVerb {
  return verb === 'mute' || verb === 'snooze' || verb === 'extend';
}

/** Null: some word is not ours. */
function gather(words: readonly string[], isTimed: boolean): Read | null {
  const { seconds, rest } = takeDuration(words, isTimed);
  const numbers = rest.filter(isNumber);
  const meanings = rest.filter((word) => !isNumber(word)).map(meaningOf);
  if (meanings.includes(null) || numbers.some((word) => numberOf(word) === null)) return null;
  const known = meanings.filter((meaning) => meaning !== null && meaning !== 'filler');
  return {
    verbs: new Set(known.flatMap(({ verb }) => verb ?? [])),
    all: known.some(({ all }) => all),
    codes: numbers.filter((word) => !word.startsWith('#')).flatMap((word) => numberOf(word) ?? []),
    incidents: numbers.filter((word) => word.startsWith('#')).flatMap((word) => numberOf(word) ?? []),
    seconds,
  };
}

/** Takes `1 h 30 m` out of the words of an order that has a duration. */
function takeDuration(words: readonly string[], isTimed: boolean) {
  let seconds: number | null = null;
  const rest: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const [word = '', next = ''] = words.slice(at, at + 2);
    const unit = isTimed && /^\d+$/.test(word) ? unitSeconds(next) : null;
    if (unit === null) rest.push(word);
    else {
      seconds = (seconds ?? 0) + Number(word.slice(0, MAX_DIGITS)) * unit;
      at += 1;
    }
  }
  return { seconds, rest };
}

function isNumber(word: string): boolean {
  return /\p{N}/u.test(word);
}

/** Of `#198` or `12`; null: of another script, or too long. */
function numberOf(word: string): number | null {
  const [, digits = ''] = /^#?(\d+)$/.exec(word) ?? [];
  return digits === '' || digits.length > MAX_DIGITS ? null : Number(digits);
}

function readQuestion(kind: 'who' | 'status', { all, codes, incidents }: Read): Command | null {
  return all || codes.length + incidents.length > 0 ? null : { kind };
}

/** Null: it names several. */
function targetOf({ codes, incidents }: Read): CommandTarget | null {
  const [code, ...otherCodes] = new Set(codes);
  const [number, ...otherNumbers] = new Set(incidents);
  if (otherCodes.length + otherNumbers.length > 0) return null;
  if (code !== undefined) return number === undefined ? { kind: 'code', code } : null;
  return number === undefined ? { kind: 'latest' } : { kind: 'incident', number };
}

/** `12 mute 30` are minutes. */
function readTimed(kind: TimedVerb, read: Read): Command | null {
  if (read.all) return null;
  const [code, minutes, ...others] = read.codes;
  const isBare = read.seconds === null && minutes !== undefined && others.length === 0 && read.incidents.length === 0;
  const target = targetOf(isBare && code !== undefined ? { ...read, codes: [code] } : read);
  return target === null ? null : { kind, target, seconds: isBare ? minutes * 60 : read.seconds };
}
