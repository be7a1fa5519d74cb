/** Length of the pieces by which texts are found inside texts; shorter literals cannot be indexed. */
export const GRAM = 3;

/**
 * Every three neighboring characters of a text as one small integer. Different pieces may share one (only 10 bits of
 * each character count): who looks up by grams must still test what is found.
 */
export function gramsOf(text: string): readonly number[] {
  const grams: number[] = [];
  for (let at = 0; at + GRAM <= text.length; at += 1) grams.push(gramAt(text, at));
  return grams;
}

/** The gram that starts at a position; the caller keeps `at + GRAM <= text.length`. */
export function gramAt(text: string, at: number): number {
  return (
    (text.charCodeAt(at) & 1023) | ((text.charCodeAt(at + 1) & 1023) << 10) | ((text.charCodeAt(at + 2) & 1023) << 20)
  );
}
