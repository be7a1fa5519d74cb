import { describe, expect, it } from '@jest/globals';
import { didYouMean, nearestName } from '../../src/domain/nearest-name.js';

const known = ['parsoid', 'apache', 'mysql'];

describe('nearestName', () => {
  it.each([
    ['parsiod', 'parsoid'],
    ['Parsoid', 'parsoid'],
    ['apahce', 'apache'],
    ['mysq', 'mysql'],
    ['varnish', null],
    ['x', null],
  ])('for %s answers %s', (written, meant) => {
    expect(nearestName(written, known)).toBe(meant);
  });
});

describe('didYouMean', () => {
  it('is a part of a sentence, or nothing', () => {
    expect(didYouMean('parsiod', known)).toBe('; did you mean "parsoid"?');
    expect(didYouMean('varnish', known)).toBe('');
  });
});
