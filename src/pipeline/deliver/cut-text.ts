const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The first `most` characters of a text as people see them: an emoji with its modifiers, a letter with its accents. */
function charactersOf(text: string, most = Number.POSITIVE_INFINITY): string[] {
  const characters: string[] = [];
  for (const { segment } of graphemes.segment(text)) {
    if (characters.length >= most) break;
    characters.push(segment);
  }
  return characters;
}

/**
 * The longest beginning of the text, never cutting a character, that `fits` accepts together with the ellipsis; the
 * whole text if it fits as it is, '' if nothing does. `fits` must accept every beginning of what it accepts.
 */
export function cutToFit(text: string, fits: (candidate: string) => boolean): string {
  if (text === '' || fits(text)) return text;
  const characters = charactersOf(tooLong(text, fits));
  let good = 0;
  let bad = characters.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (fits(shorten(characters, middle))) good = middle;
    else bad = middle;
  }
  const cut = shorten(characters, good);
  return good > 0 && fits(cut) ? cut : '';
}

/** At most `length` characters as people see them, the ellipsis included. */
export function cutToLength(text: string, length: number): string {
  if (text.length <= length) return text;
  const characters = charactersOf(text, length + 1);
  return characters.length <= length ? text : shorten(characters, Math.max(0, length - 3));
}

/** A beginning that does not fit: a subject made of thousands of names is not taken apart to its end. */
function tooLong(text: string, fits: (candidate: string) => boolean): string {
  let end = 512;
  while (end < text.length && fits(shorten([text.slice(0, end)], 1))) end *= 2;
  return text.slice(0, end);
}

function shorten(characters: readonly string[], count: number): string {
  return `${characters.slice(0, count).join('').trimEnd()}...`;
}
