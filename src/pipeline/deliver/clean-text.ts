// Control characters and separators break lines; format characters (zero-width, bidi) hide text or turn it round.
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const INVISIBLE = /[\p{Cf}\ufffe\uffff]/gu;
const LONE_SURROGATE = /\p{Cs}/gu;

// Most texts are plain already: seeing that costs a tenth of making them so.
const PLAIN = /^[ -~]*$/;

function isPlainLine(text: string): boolean {
  return PLAIN.test(text) && !text.includes('  ') && !text.startsWith(' ') && !text.endsWith(' ');
}

/** One line of visible text, NFC, without control, bidi or zero-width characters and without lone surrogates. */
export function cleanLine(text: string): string {
  if (isPlainLine(text)) return text;
  return text
    .replace(LONE_SURROGATE, '')
    .replace(BREAKS, ' ')
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim();
}

/** As `cleanLine`, but keeps its lines (at most two empty ones in a row are left as one). */
export function cleanLines(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(cleanLine)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
