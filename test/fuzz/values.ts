import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { hostileText } from './texts.js';

/** A value of the wrong type, or of the right one and hostile. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: hostileText },
  {
    weight: 3,
    arbitrary: fc.constantFrom(null, true, false, 0, -0, -1, 1.5, 2 ** 53, 1e308, -1e308, 5e-324, 1795335672, [], {}),
  },
  { weight: 1, arbitrary: fc.array(hostileText, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.dictionary(hostileText, hostileText, { maxKeys: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>([[[[]]]], { a: { b: [{ c: null }] } }, [null], ['a', 1, {}]) },
);

/** A record as JSON text: a `__proto__` among its names stays one, which an object literal would swallow. */
export function jsonObject(entries: readonly (readonly [string, unknown])[]): string {
  return `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'}`).join(',')}}`;
}

const deep = fc
  .tuple(
    fc.constantFrom<readonly [string, string]>(['[', ']'], ['{"a":', '}'], ['[{"x":', '}]']),
    fc.constantFrom(19, 21, 1_000, 100_000),
  )
  .map(([[open, close], depth]) => `${open.repeat(depth)}1${close.repeat(depth)}`);

const literals = fc.constantFrom(
  ...['', ' ', 'null', 'true', '0', '""', '[]', '{}', '[[]]', '[{}]', '[null]', '{', '[', '"', '{"a"', '{"a":}', '{,}'],
  ...['[1,]', '{"a":1,}', "{'a':1}", '{a:1}', '{"a":NaN}', '[Infinity]', '[01]', '[+1]', '[.5]', '[1.]', '[1e]', '[-]'],
  ...['/* x */{}', '// x\n{}', '{}{}', '{} x', '\ufeff{}', '\ufeff', '[1e999]', '[-1e999]', `[${'9'.repeat(400)}]`],
  ...['{"a":1,"a":2}', '{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}', '["\\ud800"]'],
  ...['["\\u0000"]', '["\u0000"]', '["\\x"]', '["\t"]', '[tru]', '[nul', '\u0000', '[1\u0000]', '[\u00a0]', '[\u000c]'],
  ...['{"kind":"problem","kind":"recovery","host":"a","host":"b","summary":"x"}', 'a=1&a=2', '%', '=', '&&&', '=&=&=x'],
);

/** JSON, and what nearly is. */
export const rawJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 30, arbitrary: literals },
  { weight: 1, arbitrary: deep },
  { weight: 3, arbitrary: fc.tuple(hostileText, hostileValue).map((pair) => jsonObject([pair])) },
);

/** Bytes as a Latin-1 text, which is how fast-check shrinks and the corpus keeps them. */
export function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

const gzipBomb = gzipSync(Buffer.alloc(20_000_000, 'a')).toString('latin1');
const gzipSmall = gzipSync('{"kind":"problem","host":"a","summary":"x"}').toString('latin1');
export const compressed = fc.constantFrom(gzipBomb, gzipSmall);

/** The body cut anywhere, or with bytes that are no UTF-8 anywhere. */
export function damaged(body: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const wrong = fc.constantFrom('\xff', '\xc0\xaf', '\xed\xa0\x80', '\xf4\x90\x80\x80', '\xe2\x82', '\x00', '\x80');
  return fc.tuple(body, fc.double({ min: 0, max: 1, noNaN: true }), fc.option(wrong)).map(([bytes, where, insert]) => {
    const at = Math.floor(bytes.length * where);
    return insert === null ? bytes.slice(0, at) : bytes.slice(0, at) + insert + bytes.slice(at);
  });
}
