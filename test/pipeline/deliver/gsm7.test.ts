import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanLine } from '../../../src/pipeline/deliver/clean-text.js';
import { cutToFit, cutToLength } from '../../../src/pipeline/deliver/cut-text.js';
import { countSegments, foldToGsm7, isGsm7, needsUcs2 } from '../../../src/pipeline/deliver/gsm7.js';

const anything = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.string());

describe('foldToGsm7', () => {
  it.each([
    ['“disk full” – it’s 95 %…', '"disk full" - it\'s 95 %...'],
    ['Łódź, Dvořák, Čapek, façade', 'Lodz, Dvorak, Capek, facade'],
    ['Zürich ÅÄÖ ñ é à', 'Zürich ÅÄÖ ñ é à'],
    ['a\u00a0b\u2009c', 'a b c'],
    ['{load} [5] ~€', '{load} [5] ~€'],
    ['down 👍🏽 → up ✓', 'down  -> up '],
    ['ﬁle ½ 90°', 'file 1/2 90 deg'],
    ['日本', '??'],
    ['host_1 `x`', "host_1 'x'"],
  ])('spells %s', (text, folded) => {
    expect(foldToGsm7(text)).toBe(folded);
  });

  it('gives GSM-7 for any text, and leaves GSM-7 as it is', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const folded = foldToGsm7(text);

        expect(isGsm7(folded)).toBe(true);
        expect(foldToGsm7(folded)).toBe(folded);
      }),
    );
  });
});

describe('needsUcs2', () => {
  it.each([
    ['Диск заполнен', true],
    ['データベース停止', true],
    ['CRITICAL db1: Диск', false],
    ['Dvořák', false],
    ['12345 !?', false],
  ])('of %s is %p', (text, needed) => {
    expect(needsUcs2(text)).toBe(needed);
  });
});

describe('countSegments', () => {
  it.each([
    ['', 1],
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(306), 2],
    ['a'.repeat(307), 3],
    ['{'.repeat(80), 1],
    [`${'a'.repeat(159)}{`, 2],
    // 152 + a pair that must not be split: the second segment begins one septet early.
    [`${'a'.repeat(152)}{${'a'.repeat(151)}`, 2],
    [`${'a'.repeat(152)}{${'a'.repeat(152)}`, 3],
    ['я'.repeat(70), 1],
    ['я'.repeat(71), 2],
    ['😀'.repeat(35), 1],
    ['😀'.repeat(36), 2],
    ['😀'.repeat(67), 3],
  ])('of %s is %p', (text, segments) => {
    expect(countSegments(text)).toBe(segments);
  });
});

describe('cutToFit', () => {
  it('never cuts a character, and fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 40 }), (text, length) => {
        const cut = cutToFit(text, (candidate) => candidate.length <= length);
        const characters = new Set([...new Intl.Segmenter('en').segment(text)].map(({ index }) => index));

        expect(cut.length).toBeLessThanOrEqual(Math.max(length, 0));
        if (cut !== text && cut !== '') {
          const kept = cut.slice(0, -3);
          expect(text.startsWith(kept)).toBe(true);
          expect(characters.has(kept.length) || text.slice(kept.length).trimStart() !== text.slice(kept.length)).toBe(
            true,
          );
        }
      }),
    );
  });

  it('keeps as much of a long text as fits', () => {
    const letters = fc.constantFrom('a', 'é', 'e\u0301', 'я', '😀', '👩‍👩‍👧');
    const words = fc.array(letters, { minLength: 300, maxLength: 1200 });
    fc.assert(
      fc.property(words, fc.integer({ min: 4, max: 3000 }), (characters, length) => {
        const text = characters.join('');
        const beginnings = characters.map((_, count) => `${characters.slice(0, count).join('')}...`);
        const longest = beginnings.slice(1).findLast((one) => one.length <= length) ?? '';

        const cut = cutToFit(text, (candidate) => candidate.length <= length);

        expect(cut).toBe(text.length <= length ? text : longest);
      }),
    );
  });

  it('takes no more of a text apart than may fit', () => {
    const names = Array.from({ length: 500 }, (_, n) => `web${n}.example ${'x'.repeat(1000)}`).join(', ');
    const tried: number[] = [];

    const cut = cutToFit(names, (candidate) => {
      if (candidate !== names) tried.push(candidate.length);
      return candidate.length <= 120;
    });

    expect(cut).toHaveLength(120);
    expect(Math.max(...tried)).toBeLessThan(1000);
  });

  it('leaves what fits', () => {
    expect(cutToLength('Parsoid', 7)).toBe('Parsoid');
    expect(cutToLength('Parsoid is down', 10)).toBe('Parsoid...');
  });
});

describe('cleanLine', () => {
  it('is one visible line of any text', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(cleanLine(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|^\s|\s$/u);
      }),
    );
  });

  it('takes the tricks out', () => {
    expect(cleanLine('a\r\nb\u202egnp.exe\u200b\u0000c\ud800d')).toBe('a bgnp.exe cd');
  });
});
