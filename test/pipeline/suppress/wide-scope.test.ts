import { describe, expect, it } from '@jest/globals';
import type { Matcher } from '../../../src/domain/matcher.js';
import { confirmationOf, scopeWarnings } from '../../../src/pipeline/suppress/wide-scope.js';

const codes = (services: string[], match: Matcher[], touched = 0, all = 10) =>
  scopeWarnings({ services, match }, touched, all).map(({ code }) => code);

describe('scopeWarnings', () => {
  it.each<[string, string[], Matcher[], number, string[]]>([
    ['one service', ['parsoid'], [], 1, []],
    ['half of all services', [], [{ host: 'w*' }], 5, []],
    ['more than half', [], [{ host: 'w*' }], 6, ['most-services']],
    ['a negation alone', [], [{ host: '!db*' }], 3, ['negated']],
    ['a negation beside a star', [], [{ host: '!db*', check: '*' }], 3, ['negated']],
    ['a list of negations', [], [{ check: ['!a', '!b'] }], 3, ['negated']],
    ['a negation that something narrows', [], [{ host: '!db*', source: 'icinga' }], 3, []],
    ['a negation in every sense', [], [{ host: '!db*' }], 9, ['negated', 'most-services']],
    ['every check', ['parsoid'], [{ check: '*' }], 10, ['everything']],
    ['every label', [], [{ labels: { dc: '*' } }], 10, ['everything']],
    ['an expression of everything', [], [{ host: '/.*/' }], 10, ['everything']],
  ])('%s', (_name, services, match, touched, expected) => {
    expect(codes(services, match, touched)).toEqual(expected);
  });

  it('says nothing of a share where there is one service', () => {
    expect(codes(['parsoid'], [], 1, 1)).toEqual([]);
  });
});

describe('confirmationOf', () => {
  const everything = { services: [], match: [{ check: '*' }] };

  it('asks for one where everything is covered, and for nothing else', () => {
    expect(confirmationOf(everything)).toMatch(/^[0-9a-f]{8}$/);
    expect(confirmationOf({ services: ['parsoid'], match: [{ host: '!x' }] })).toBeNull();
  });

  it('confirms the very scope that was seen', () => {
    expect(confirmationOf({ ...everything, match: [{ check: '*' }, { host: 'db1' }] })).not.toBe(
      confirmationOf(everything),
    );
  });
});
