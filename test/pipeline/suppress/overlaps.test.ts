import { describe, expect, it } from '@jest/globals';
import type { Matcher } from '../../../src/domain/matcher.js';
import { compileRules } from '../../../src/pipeline/route/rule-index.js';
import { overlapsOf } from '../../../src/pipeline/suppress/overlaps.js';
import { buildWindow, evening, hour, minute, story } from '../decide/evening.js';
import { buildRules } from '../route/rules-builder.js';

const index = compileRules(buildRules(story));

interface Covered {
  readonly services?: string[];
  readonly match?: Matcher[];
}

function overlap(one: Covered, other: Covered, later = 0): boolean {
  const window = buildWindow({ services: [], match: [], ...one, startsAt: evening, endsAt: evening + hour });
  const times = { startsAt: evening + later, endsAt: evening + later + hour };
  const windows = [buildWindow({ id: 'other', services: [], match: [], ...other, ...times })];
  return overlapsOf(index, window, { windows, recurring: [] }).length > 0;
}

describe('overlapsOf', () => {
  it.each<[string, Covered, Covered, boolean]>([
    ['one service', { services: ['parsoid'] }, { services: ['parsoid', 'mysql'] }, true],
    ['two services', { services: ['parsoid'] }, { services: ['mysql'] }, false],
    ['a service and its hosts', { services: ['mysql'] }, { match: [{ host: 'db*' }] }, true],
    ['hosts and their service', { match: [{ host: 'db1' }] }, { services: ['mysql'] }, true],
    ['hosts and some of them', { match: [{ host: 'web*' }] }, { match: [{ host: 'web1' }] }, true],
    ['some hosts and all of them', { match: [{ host: 'web1' }] }, { match: [{ host: 'web*' }] }, true],
    ['other hosts', { match: [{ host: 'web1' }] }, { match: [{ host: 'db1' }] }, false],
    ['everything and a service', { match: [{ check: '*' }] }, { services: ['parsoid'] }, true],
    ['a label that both have', { match: [{ labels: { dc: 'eqiad' } }] }, { match: [{ labels: { dc: 'eq*' } }] }, true],
    ['a service by a matcher', { match: [{ service: 'pars*' }] }, { services: ['parsoid'] }, true],
  ])('is asked of %s', (_, one, other, expected) => {
    expect(overlap(one, other)).toBe(expected);
  });

  it('counts only what is at the same time', () => {
    const parsoid = { services: ['parsoid'] };

    expect(overlap(parsoid, parsoid, 59 * minute)).toBe(true);
    expect(overlap(parsoid, parsoid, hour)).toBe(false);
  });
});
