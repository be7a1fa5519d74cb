import { describe, expect, it } from '@jest/globals';
import type { Person } from '../../../src/domain/rules.js';
import type { RulesSketch } from '../route/rules-builder.js';
import { buildAlert, buildRecovery, evening, hour, minute, paged, story as rules, unfold } from './evening.js';

/** Roan's nights are quiet from 22:00 to 07:00 UTC; it is 23:46. */
function quietRoan(roan: Partial<Person> = {}): RulesSketch {
  return {
    ...rules,
    people: { daniel: {}, roan: { quiet: 'nights', ...roan } },
    groups: {},
    services: { parsoid: { displayName: 'Parsoid', match: [{ host: 'wtp*' }] } },
    subscriptions: [{ who: ['daniel', 'roan'] }],
    policies: {},
    hours: [{ name: 'nights', timezone: 'UTC', weekdays: [1, 2, 3, 4, 5, 6, 7], times: [{ from: 1320, to: 420 }] }],
  };
}

const warning = (changes = {}) => buildAlert({ host: 'wtp1', check: 'load', severity: 'warning', ...changes });
const recovery = () => buildRecovery({ host: 'wtp1', check: 'load', receivedAt: evening + hour });
const morning = Date.UTC(2013, 3, 19, 7);

describe('decide: what ends while quiet hours hold its page', () => {
  it('is told to its person at their end, and at once to the others', () => {
    const night = unfold(quietRoan());
    night.alerts(warning());

    const { pages } = night.alerts(recovery());

    const unheard = pages.filter(({ reason }) => reason === 'unheard');
    expect(unheard.map(({ person, calls }) => [person, calls.map(({ channel, dueAt }) => [channel, dueAt])])).toEqual([
      ['roan', [['email', morning]]],
    ]);
    expect(pages.find(({ person }) => person === 'daniel')?.calls[0]?.dueAt).toBe(evening + hour);
  });

  it.each([
    ['who wants to hear of no ends', quietRoan({ tell: { taken: [], over: [] } }), []],
    ['who has ended it', quietRoan(), ['daniel: recovery']],
  ])('is not told to a person %s', (_who, sketch, told) => {
    const night = unfold(sketch);
    night.alerts(warning());

    const decision = told.length > 0 ? night.resolve('roan', evening + hour) : night.alerts(recovery());

    expect(paged(decision)).not.toContain('roan: unheard');
    expect(paged(decision)).toEqual(expect.arrayContaining(told));
  });

  it('is told like any other where it has become urgent meanwhile', () => {
    const night = unfold(quietRoan());
    night.alerts(warning());
    night.alerts(warning({ severity: 'critical', receivedAt: evening + minute }));

    const decision = night.alerts(recovery());

    expect(paged(decision)).toEqual(['daniel: recovery', 'roan: recovery']);
  });

  it('is told by SMS where its page would have been one', () => {
    const night = unfold(quietRoan({ notify: { high: [], low: [{ via: 'sms', afterSeconds: 0 }] } }));
    night.alerts(warning());

    const { pages } = night.alerts(recovery());

    expect(pages.find(({ reason }) => reason === 'unheard')?.calls).toMatchObject([{ channel: 'sms', dueAt: morning }]);
  });
});
