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

  it('is quick with a name of a quarter of a megabyte', () => {
    const started = performance.now();

    expect(nearestName('x'.repeat(262_144), known)).toBeNull();
    expect(performance.now() - started).toBeLessThan(10_000); // what is not linear takes minutes
  });
});

describe('didYouMean', () => {
  it('is a part of a sentence, or nothing', () => {
    expect(didYouMean('parsiod', known)).toBe('; did you mean "parsoid"?');
    expect(didYouMean('varnish', known)).toBe('');
  });
});
