import { describe, expect, it } from '@jest/globals';
import type { Expectation } from '../../../src/domain/rules.js';
import { checkExpectations } from '../../../src/pipeline/explain/check-expectations.js';
import { compileRules } from '../../../src/pipeline/route/rule-index.js';
import { evening, eveningRules } from './evening-rules.js';

const parsoidDown: Expectation = {
  name: 'Parsoid down',
  origin: 'rules.yaml:90',
  alert: {
    source: 'icinga',
    host: 'Parsoid.svc',
    check: 'LVS HTTP IPv4 on parsoid',
    service: null,
    severity: 'critical',
    labels: {},
  },
  at: evening,
  pages: new Map(['daniel', 'leslie', 'roan', 'gabriel'].map((person) => [person, null])),
  later: new Map([
    [900, ['boss']],
    [1800, ['mia']],
  ]),
  notPaged: new Map([['mark', 'outside hours']]),
  maintenance: [],
};

function problems(changes: Partial<Expectation>): readonly string[] {
  const rules = eveningRules({ expectations: [{ ...parsoidDown, ...changes }] });
  return checkExpectations(compileRules(rules)).flatMap((result) => result.problems);
}

describe('checkExpectations', () => {
  it('is content where the rules do what is expected', () => {
    const [result] = checkExpectations(compileRules(eveningRules({ expectations: [parsoidDown] })));

    expect(result).toEqual({ name: 'Parsoid down', origin: 'rules.yaml:90', ok: true, problems: [] });
  });

  it('ignores maintenance unless it is named', () => {
    const at = Date.parse('2013-04-17T20:10:00Z');
    const pages = new Map([...parsoidDown.pages, ['mark', ['email'] as const]]);

    expect(problems({ at, pages, notPaged: new Map() })).toEqual([]);
  });

  it('takes a named window as active', () => {
    const silent = { pages: new Map(), later: new Map(), notPaged: new Map([['roan', 'deploy slot']]) };

    expect(problems({ ...silent, maintenance: ['parsoid-deploy'] })).toEqual([]);
    expect(problems({ maintenance: ['parsoid-deploy'] })).toContain(
      'roan is not paged (maintenance window "deploy slot")',
    );
  });

  it.each<[string, Partial<Expectation>, string]>([
    ['somebody missing', { pages: new Map([...parsoidDown.pages, ['mark', null]]) }, 'mark is not paged'],
    [
      'somebody too many',
      { pages: new Map([...parsoidDown.pages].filter(([person]) => person !== 'roan')) },
      'roan is paged too: subscribed to parsoid through group parsoid-team (rules.yaml:2)',
    ],
    [
      'another channel',
      { pages: new Map([...parsoidDown.pages, ['roan', ['sms']]]) },
      'roan is paged by sms, email, not by sms',
    ],
    ['nobody then', { later: new Map([[600, ['boss']]]) }, 'olga is not paged after 10m'],
    ['somebody else then', { later: new Map([[900, []]]) }, 'olga is paged too after 15m'],
    ['a person paged after all', { notPaged: new Map([['roan', '']]) }, 'roan is paged'],
    [
      'another reason',
      { notPaged: new Map([['mark', 'opted out']]) },
      'mark is not paged, but because: outside hours business (it is Thu 17:46 there); not: opted out',
    ],
  ])('names %s', (_what, changes, problem) => {
    expect(problems(changes)).toContain(problem);
  });
});
