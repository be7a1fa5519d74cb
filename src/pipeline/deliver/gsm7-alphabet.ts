/** The characters of one septet: GSM 03.38 basic set, without the escape character. Source: 3GPP TS 23.038, 6.2.1. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿' +
  'abcdefghijklmnopqrstuvwxyzäöñüà';

/** The characters of two septets: the default extension table, 6.2.1.1. */
const EXTENSION = '\f^{}\\[~]|€';

/** Look-alikes for what the alphabet lacks and NFKD does not take apart. */
const SIMILAR: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '′': "'",
  '`': "'",
  '´': "'",
  ʼ: "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‟': '"',
  '″': '"',
  '«': '"',
  '»': '"',
  '‹': '<',
  '›': '>',
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '―': '-',
  '−': '-',
  '•': '*',
  '·': '.',
  '∙': '*',
  '×': 'x',
  '÷': '/',
  '⁄': '/',
  '→': '->',
  '←': '<-',
  '⇒': '=>',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '≈': '~',
  '±': '+-',
  '°': ' deg',
  µ: 'u',
  μ: 'u',
  '©': '(c)',
  '®': '(r)',
  '™': '(tm)',
  '¦': '|',
  '¢': 'c',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ł: 'l',
  Ł: 'L',
  ħ: 'h',
  Ħ: 'H',
  ı: 'i',
  œ: 'oe',
  Œ: 'OE',
  ŋ: 'n',
  Ŋ: 'N',
  ŧ: 't',
  Ŧ: 'T',
  ẞ: 'SS',
};

const septets = new Map<string, number>([
  ...[...BASIC].map((character): [string, number] => [character, 1]),
  ...[...EXTENSION].map((character): [string, number] => [character, 2]),
]);

const similar: ReadonlyMap<string, string> = new Map(Object.entries(SIMILAR));

/** Those of the basic set that are ASCII: most texts hold nothing else. */
const PLAIN = /^[\n\r -Z_a-z]*$/;

/** True when every character takes one septet and stands for itself. */
export function isPlainGsm7(text: string): boolean {
  return PLAIN.test(text);
}

/** Septets that a character takes in GSM-7: 1, 2, or null when the alphabet lacks it. */
export function septetsOf(character: string): number | null {
  return septets.get(character) ?? null;
}

/** GSM-7 look-alike of a character that the alphabet lacks: a replacement text, its base letter, or null. */
export function lookAlike(character: string): string | null {
  const known = similar.get(character);
  if (known !== undefined) return known;
  const apart = character.normalize('NFKD').replace(/\p{Mn}/gu, '');
  if (apart === '' || apart === character) return null;
  const folded = [...apart].map((part) => (septets.has(part) ? part : (similar.get(part) ?? null)));
  return folded.includes(null) ? null : folded.join('');
}
