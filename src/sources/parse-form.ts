import { decodeText } from './decode-text.js';

/**
 * Fields of `a=1&b=2` (application/x-www-form-urlencoded). Unlike URLSearchParams it keeps bytes that are not UTF-8
 * apart (see `decodeText`). A name that comes several times is a list.
 */
export function parseForm(body: Buffer): Readonly<Record<string, unknown>> {
  const fields = new Map<string, string[]>();
  for (const pair of body.toString('latin1').trim().split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodePart(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decodePart(pair.slice(equals + 1));
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  }
  return Object.fromEntries([...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

function decodePart(text: string): string {
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decodeText(Buffer.from(bytes, 'latin1'));
}
