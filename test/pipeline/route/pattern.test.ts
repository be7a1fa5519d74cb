import { describe, expect, it } from '@jest/globals';
import { compilePattern } from '../../../src/pipeline/route/compile-pattern.js';

function matches(pattern: string | string[], value: string, fold: 'lower' | 'none' = 'none'): boolean {
  const compiled = compilePattern(pattern, fold);
  return !compiled.rejects(value) && compiled.accepts(value) > 0;
}

describe('compilePattern', () => {
  it.each([
    ['parsoid', 'parsoid', true],
    ['parsoid', 'Parsoid', false],
    ['parsoid', 'parsoid2', false],
    ['', '', true],
    ['', 'x', false],
    ['*', '', true],
    ['lvs*', 'lvs1001', true],
    ['lvs*', 'xlvs1001', false],
    ['LVS*parsoid*', 'LVS HTTP IPv4 on parsoid.svc', true],
    ['LVS*parsoid', 'LVS HTTP IPv4 on parsoid.svc', false],
    ['*aab', 'aaab', true],
    ['db?', 'db1', true],
    ['db?', 'db', false],
    ['db?', 'db12', false],
    ['a.b', 'axb', false],
    ['*multi*', 'first\nmulti line', true],
    ['/db[0-9]+/', 'db12', true],
    ['/db[0-9]+/', 'xdb12', false],
    ['/db.*/', 'db\nnext', true],
    ['!db1', 'db2', true],
    ['!db1', 'db1', false],
    ['!db1', '', true],
    ['!db*', 'db2', false],
    ['!/db[0-9]/', 'db2', false],
  ])('%j against %j is %s', (pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });

  it.each([
    [['db1', 'web*'], 'web7', true],
    [['db1', 'web*'], 'mail', false],
    [['web*', '!web1'], 'web2', true],
    [['web*', '!web1'], 'web1', false],
    [['!web1', '!web2'], 'web2', false],
    [['!web1', '!web2'], 'web3', true],
  ])('the list %j against %j is %s', (pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });

  it.each(['WTP*', 'Wtp1001', '/WTP\\d+/'])('compares %j with lower-case hosts', (pattern) => {
    expect(matches(pattern, 'wtp1001', 'lower')).toBe(true);
  });

  it('ranks exact text over globs, longer literals over shorter ones, regular expressions and negations last', () => {
    const scores = ['parsoid', 'parso*', 'par*', '*', '/parsoid/', '!mysql'].map((pattern) =>
      compilePattern(pattern, 'none').accepts('parsoid'),
    );

    expect(scores).toEqual([1000, 7, 5, 2, 1, 1]);
  });

  it('answers a glob made to be slow at once', () => {
    const pattern = `${'*a'.repeat(30)}b`;

    expect(matches(pattern, 'a'.repeat(5000))).toBe(false);
  });
});
