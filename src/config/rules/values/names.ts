import { textValue, type Wrong } from './text-value.js';

/** Words of the format that cannot be names. */
const RESERVED = ['all', 'unmatched', 'subscribers', 'owners', 'all-pages', 'always'] as const;

/** A name that refers to something; reserved words are for the places that know them. */
export const nameText = textValue(readName);

/** A name that defines something: also not reserved. */
export const newName = textValue((text) =>
  RESERVED.some((reserved) => reserved === text)
    ? { wrong: 'is a reserved word and cannot be a name; choose another' }
    : readName(text),
);

function readName(text: string): string | Wrong {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)) return text;
  return { wrong: 'expected a name of letters, digits, dots, dashes and underscores (at most 64)' };
}
