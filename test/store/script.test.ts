import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonText } from '../../src/store/script.js';

const pieces = fc.constantFrom('\\', 'ud83d', 'ude00', '\\ud83d', '\ud83d', '\ude00', '😀', '"', '\n', 'x');
const texts = fc.array(pieces, { maxLength: 8 }).map((some) => some.join(''));

/** UTF-8 has no halves of characters. */
const whole = (text: string) => Buffer.from(text).toString();

describe('a request as JSON for Redis', () => {
  it('says every text as it is, but for halves of surrogate pairs', () => {
    fc.assert(
      fc.property(texts, texts, (key, text) => {
        const json = jsonText({ [key]: text, list: [text] });

        expect(json).not.toMatch(/(?<!\\)(\\\\)*\\ud[89a-f]/);
        expect(JSON.parse(json)).toEqual({ [whole(key)]: whole(text), list: [whole(text)] });
      }),
      { numRuns: 2000 },
    );
  });
});
