import { describe, expect, it } from '@jest/globals';
import { everMembersOf } from '../../../src/pipeline/route/members-at.js';
import { allPagesPeople, opsPeople } from '../../../src/pipeline/route/people.js';
import { policyFor } from '../../../src/pipeline/route/policy.js';
import { compileRules } from '../../../src/pipeline/route/rule-index.js';
import { urgencyOf } from '../../../src/pipeline/route/urgency.js';
import { buildRules, type RulesSketch } from './rules-builder.js';

const index = (sketch: RulesSketch) => compileRules(buildRules(sketch));

describe('policyFor', () => {
  const rules = index({ services: { parsoid: { escalation: 'fast' } }, policies: { fast: { repeat: 5 } } });

  it.each([
    ['parsoid', 'fast'],
    ['unknown', 'default'],
    [null, 'default'],
  ])('of service %s is %s', (service, expected) => {
    expect(policyFor(rules, { service, audience: 'subscribers' }).name).toBe(expected);
  });

  it('pages ops at once, without rounds, for incidents about the router', () => {
    const policy = policyFor(rules, { service: 'parsoid', audience: 'ops' });

    expect(policy).toMatchObject({ steps: [{ afterSeconds: 0, page: [{ kind: 'ops' }] }], repeat: 0 });
  });
});

describe('urgencyOf', () => {
  it('is what the service says, else the default', () => {
    const urgency = { critical: 'low', error: 'low', warning: 'record', info: 'record' } as const;
    const rules = index({ services: { lab: { urgency } } });

    expect(urgencyOf(rules, 'lab', 'critical')).toBe('low');
    expect(urgencyOf(rules, null, 'critical')).toBe('high');
    expect(urgencyOf(rules, null, 'warning')).toBe('low');
    expect(urgencyOf(rules, null, 'info')).toBe('record');
  });
});

describe('everMembersOf', () => {
  it('flattens groups in groups, each person once, and survives circles', () => {
    const rules = index({ people: { a: {}, b: {} }, groups: { one: ['a', 'two'], two: ['one', 'a', 'b'] } });

    expect(everMembersOf(rules, 'one')).toEqual(['a', 'b']);
    expect(everMembersOf(rules, 'a')).toEqual(['a']);
    expect(everMembersOf(rules, 'nobody')).toEqual([]);
  });
});

describe('allPagesPeople', () => {
  const people = { a: {}, b: {}, mute: { sms: [], email: [] } };

  it.each([
    [
      'those of an unrestricted to: all',
      [{ who: ['a', 'mute'] }, { who: ['b'], severity: ['critical' as const] }],
      ['a'],
    ],
    ['also with via', [{ who: ['a'], via: ['email' as const] }], ['a']],
    [
      'not delayed ones',
      [
        { who: ['a'], afterSeconds: 60 },
        { who: ['b'], scope: { kind: 'unmatched' as const } },
      ],
      ['b'],
    ],
    ['those of unmatched if nobody has all', [{ who: ['b'], scope: { kind: 'unmatched' as const } }], ['b']],
    [
      'those of unmatched if to: all reaches nobody',
      [{ who: ['mute'] }, { who: ['b'], scope: { kind: 'unmatched' as const } }],
      ['b'],
    ],
    ['nobody', [{ who: ['a'], hours: 'business' }], []],
  ])('are %s', (_who, subscriptions, expected) => {
    expect(allPagesPeople(index({ people, subscriptions }), { now: 0 })).toEqual(expected);
  });
});

describe('opsPeople', () => {
  it('are the reachable ones with role ops or admin, else the all-pages people', () => {
    const subscriptions = [{ who: ['a'] }];

    const withOps = index({ people: { a: {}, b: { roles: ['ops'] }, c: { roles: ['admin'] } }, subscriptions });
    const mute = index({ people: { a: {}, b: { roles: ['ops'], sms: [], email: [] } }, subscriptions });

    expect(opsPeople(withOps, { now: 0 })).toEqual(['b', 'c']);
    expect(opsPeople(mute, { now: 0 })).toEqual(['a']);
  });
});
