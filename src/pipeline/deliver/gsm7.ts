import { isPlainGsm7, lookAlike, septetsOf } from './gsm7-alphabet.js';

const NOT_SHOWN = /[\p{Mn}\p{Me}\p{Cf}\p{So}\p{Extended_Pictographic}\p{Emoji_Modifier}]/u;
const LETTER = /\p{L}/u;

const GSM7 = { alone: 160, joined: 153 } as const;
const UCS2 = { alone: 70, joined: 67 } as const;

/** True when every character is in the GSM-7 alphabet or its extension. */
export function isGsm7(text: string): boolean {
  for (const character of text) if (septetsOf(character) === null) return false;
  return true;
}

/**
 * The text in GSM-7: typographic characters by their look-alikes, letters without their accents, emoji left out, the
 * rest as `?`. One character outside the alphabet would cost the whole message half of its room.
 */
export function foldToGsm7(text: string): string {
  if (isPlainGsm7(text)) return text;
  return Array.from(text.normalize('NFC'), fold).join('');
}

function fold(character: string): string {
  if (septetsOf(character) !== null) return character;
  if (/\s/.test(character)) return ' ';
  return lookAlike(character) ?? (NOT_SHOWN.test(character) ? '' : '?');
}

/** True when at least a third of the letters have no GSM-7 look-alike: folding would leave question marks. */
export function needsUcs2(text: string): boolean {
  if (isPlainGsm7(text)) return false;
  let letters = 0;
  let lost = 0;
  for (const character of text.normalize('NFC')) {
    if (!LETTER.test(character)) continue;
    letters += 1;
    if (septetsOf(character) === null && lookAlike(character) === null) lost += 1;
  }
  return lost > 0 && lost * 3 >= letters;
}

/**
 * Segments that the text takes on the air: GSM-7 160, then 153 septets each; else UCS-2 70, then 67 units each. An
 * extension or surrogate pair is never split over two segments, so it may leave a gap.
 */
export function countSegments(text: string): number {
  if (isPlainGsm7(text)) return text.length <= GSM7.alone ? 1 : Math.ceil(text.length / GSM7.joined);
  const gsm = isGsm7(text);
  const room = gsm ? GSM7 : UCS2;
  const sizes = [...text].map((character) => (gsm ? (septetsOf(character) ?? 0) : character.length));
  if (sizes.reduce((sum, size) => sum + size, 0) <= room.alone) return 1;
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > room.joined) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return segments;
}
