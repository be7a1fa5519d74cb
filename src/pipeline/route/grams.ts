/**
 * Lengths of the pieces by which texts are found inside texts. A literal is filed by pieces of the longest length that it
 * has, as long pieces are rare; literals shorter than the last cannot be indexed.
 */
export const GRAM_SIZES = [6, 3] as const;
export type GramSize = (typeof GRAM_SIZES)[number];

/** One piece of a literal. */
export interface Gram {
  readonly size: GramSize;
  readonly key: number;
}

/** The pieces of a literal, of one length; none when it is too short. */
export function gramsOf(literal: string): readonly Gram[] {
  const size = GRAM_SIZES.find((one) => one <= literal.length);
  if (size === undefined) return [];
  return Array.from({ length: literal.length - size + 1 }, (_, at) => ({ size, key: gramAt(literal, at, size) }));
}

/**
 * The piece of a text that starts at a position, as one small integer. Different pieces may share one: who looks up by it
 * must still test what is found. The caller keeps `at + size <= text.length`.
 */
export function gramAt(text: string, at: number, size: GramSize): number {
  let key = 0;
  for (let place = at; place < at + size; place += 1) key = (Math.imul(key, 31) + text.charCodeAt(place)) & 0x3fffffff;
  return key;
}
