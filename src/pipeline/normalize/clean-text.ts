const escapeCode = String.fromCharCode(27);
const bellCode = String.fromCharCode(7);
/** Terminal sequences: colors and cursor (CSI), titles and links (OSC). */
const terminal = new RegExp(
  `(?:${escapeCode}\\[|\u009B)[0-?]*[ -/]*[@-~]|${escapeCode}\\][^${bellCode}${escapeCode}]{0,500}(?:${bellCode}|${escapeCode}\\\\)`,
  'g',
);

/** So many marks on one letter are no language's (UAX 15, stream-safe text), and to order more takes quadratic time. */
const marks = /(\p{M}{30})\p{M}+/gu;

/** Far more than is kept of any text: what comes after it is not worth the time. */
const longest = 65_536;

/** Most texts: printable ASCII on one line, of which nothing has to be taken away but spaces at the end. */
const plain = /^[ -~]*$/;

/**
 * Text of unknown origin made safe for every channel: no terminal sequences, no control characters but newline and tab,
 * no invisible or direction-changing characters (category Cf), no half surrogates, no towers of marks, NFC, no spaces at line ends.
 */
export function cleanLines(text: string): string {
  const start = text.slice(0, longest);
  if (plain.test(start)) return start.trimEnd();
  return start
    .replace(terminal, '')
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/[^\P{Cc}\n\t]|\p{Cf}/gu, '')
    .replace(/\p{Cs}/gu, '\uFFFD')
    .replace(marks, '$1')
    .normalize('NFC')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/^\n+/, '')
    .trimEnd();
}

/** The same on one line: line breaks and tabs become single spaces. */
export function cleanLine(text: string): string {
  if (text.length <= longest && plain.test(text) && !text.includes('  ')) return text.trim();
  return cleanLines(text).replace(/\s+/g, ' ').trim();
}

/** At most `length` characters (code points, never half of one), an ellipsis in the last place when something is missing. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const characters = [...text.slice(0, 2 * length + 2)];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
