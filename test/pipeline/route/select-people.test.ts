import { describe, expect, it } from '@jest/globals';
import type { StepTarget } from '../../../src/domain/rules.js';
import { compileRules } from '../../../src/pipeline/route/rule-index.js';
import { type Selection, selectPeople } from '../../../src/pipeline/route/select-people.js';
import type { SelectionRequest } from '../../../src/pipeline/route/selection-request.js';
import { buildFacts, buildRules, businessHours, type RulesSketch, toService } from './rules-builder.js';

const thursdayAfternoon = Date.parse('2013-04-18T23:46:00Z');
const friday = Date.parse('2013-04-19T03:00:00Z');
const subscribers: StepTarget = { kind: 'subscribers' };
const parsoid = { check: 'Parsoid' };
const evening: RulesSketch = {
  people: { daniel: {}, leslie: {}, roan: {}, gabriel: {}, mark: {}, mia: {} },
  groups: { ops: ['daniel', 'leslie'], 'parsoid-team': ['roan', 'gabriel'] },
  hours: [businessHours],
  services: {
    parsoid: { match: [{ check: 'Parsoid*' }], owners: ['gabriel'] },
    mysql: { match: [{ check: 'mysql' }] },
  },
  subscriptions: [
    { who: ['ops'], scope: { kind: 'all' } },
    { who: ['parsoid-team'], scope: toService('parsoid') },
    { who: ['mark'], scope: { kind: 'all' }, severity: ['critical'], hours: 'business', via: ['email'] },
    { who: ['mia'], scope: { kind: 'all' }, afterSeconds: 1800 },
  ],
};

function select(sketch: RulesSketch, request: Partial<SelectionRequest> = {}): Selection {
  return selectPeople(compileRules(buildRules(sketch)), {
    checks: [buildFacts(parsoid)],
    service: 'parsoid',
    targets: [subscribers],
    urgency: 'high',
    now: thursdayAfternoon,
    ...request,
  });
}

function calls(selection: Selection): Record<string, string> {
  const entries = selection.people.map(({ person, calls: own }) => {
    return [person, own.map(({ channel, afterSeconds }) => `${channel}+${afterSeconds}`).join(' ')];
  });
  return Object.fromEntries(entries);
}

function whyNot(selection: Selection, person: string): string | undefined {
  return selection.notPaged.find((one) => one.person === person)?.because.join('; ');
}

describe('selectPeople', () => {
  it('unites all-pages people with those of the service, each once', () => {
    expect(calls(select(evening))).toEqual({
      daniel: 'sms+0 email+0',
      leslie: 'sms+0 email+0',
      roan: 'sms+0 email+0',
      gabriel: 'sms+0 email+0',
      mark: 'email+0',
      mia: 'sms+1800 email+1800',
    });
  });

  it('says which rule, through which group', () => {
    const roan = select(evening).people.find(({ person }) => person === 'roan');

    expect(roan?.because).toEqual(['subscribed to parsoid through group parsoid-team (rules.yaml:2)']);
  });

  it('pages by the rules for low urgency', () => {
    expect(calls(select(evening, { urgency: 'low' }))).toMatchObject({ roan: 'email+0' });
  });

  it('adds channels up and counts the earliest delay of each', () => {
    const rules: RulesSketch = {
      people: { roan: { notify: { high: [{ via: 'sms', afterSeconds: 300 }], low: [] } } },
      services: evening.services ?? {},
      subscriptions: [
        { who: ['roan'], via: ['email'], afterSeconds: 60 },
        { who: ['roan'], scope: toService('parsoid') },
        { who: ['roan'], via: ['email', 'sms'], afterSeconds: 600 },
      ],
    };

    expect(calls(select(rules))).toEqual({ roan: 'email+60 sms+300' });
  });

  it('calls the first address of a channel and keeps every other one as a fallback', () => {
    const person = { sms: ['+1', '+2'], email: ['a@x', 'b@x'] };
    const rules: RulesSketch = { people: { roan: person }, subscriptions: [{ who: ['roan'], via: ['sms'] }] };

    const [roan] = select(rules).people;

    expect(roan?.calls).toEqual([{ channel: 'sms', to: '+1', afterSeconds: 0 }]);
    expect(roan?.fallbacks.map(({ to }) => to)).toEqual(['+2', 'a@x', 'b@x']);
  });

  it('takes another channel where the person has none of those wished for', () => {
    const rules: RulesSketch = { people: { roan: { sms: [] } }, subscriptions: [{ who: ['roan'], via: ['sms'] }] };

    expect(calls(select(rules))).toEqual({ roan: 'email+0' });
  });

  it.each([
    ['outside hours', { now: friday }, 'mark', 'outside hours business (it is Thu 20:00 there)'],
    [
      'severity',
      { checks: [buildFacts({ ...parsoid, severity: 'error' as const })] },
      'mark',
      'severity error is not among [critical] (rules.yaml:3)',
    ],
    ['another service', { checks: [buildFacts({ check: 'mysql' })] }, 'roan', 'only subscribed to parsoid'],
    ['a step that names others', { targets: [{ kind: 'owners' as const }] }, 'roan', 'this step names others'],
  ])('says why not: %s', (_why, request, person, because) => {
    expect(whyNot(select(evening, request), person)).toBe(because);
  });

  it('says why not: no contact method, no subscription', () => {
    const rules: RulesSketch = {
      people: { roan: { sms: [], email: [] }, rob: {} },
      subscriptions: [{ who: ['roan'] }],
    };

    const selection = select(rules);

    expect(selection.people).toEqual([]);
    expect(whyNot(selection, 'roan')).toBe('no reachable contact method');
    expect(whyNot(selection, 'rob')).toBe('no subscription matches');
  });

  it('applies a severity to the check that has it, not to the worst of the incident', () => {
    const checks = [buildFacts({ check: 'mysql' }), buildFacts({ ...parsoid, severity: 'warning' })];
    const rules = {
      ...evening,
      subscriptions: [{ who: ['roan'], scope: toService('parsoid'), severity: ['critical'] }],
    };

    expect(calls(select(rules as RulesSketch, { checks }))).toEqual({});
  });

  describe('opt-outs', () => {
    const optOut = { who: ['leslie'], scope: toService('parsoid'), optOut: true };

    it('subtract what comes through subscriptions, and say so', () => {
      const rules = { ...evening, subscriptions: [...(evening.subscriptions ?? []), optOut] };

      const selection = select(rules);

      expect(calls(selection)).not.toHaveProperty('leslie');
      expect(whyNot(selection, 'leslie')).toBe('opted out of parsoid (rules.yaml:5)');
    });

    it('leave other services alone', () => {
      const rules = { ...evening, subscriptions: [...(evening.subscriptions ?? []), optOut] };

      expect(calls(select(rules, { checks: [buildFacts({ check: 'mysql' })] }))).toHaveProperty('leslie');
    });

    it('never subtract who is named by the step', () => {
      const rules = { ...evening, subscriptions: [...(evening.subscriptions ?? []), optOut] };

      const selection = select(rules, { targets: [{ kind: 'name', name: 'ops' }] });

      expect(Object.keys(calls(selection))).toEqual(['daniel', 'leslie']);
      expect(selection.people[0]?.because).toEqual(['named by the escalation step through group ops']);
    });

    it('with channels subtract only these, also as fallbacks', () => {
      const bySms = { ...optOut, via: ['sms' as const] };

      const selection = select({ ...evening, subscriptions: [...(evening.subscriptions ?? []), bySms] });

      const leslie = selection.people.find(({ person }) => person === 'leslie');
      expect(leslie?.calls.map(({ channel }) => channel)).toEqual(['email']);
      expect(leslie?.fallbacks).toEqual([]);
    });

    it.each([
      ['hours', { hours: 'business' }],
      ['severity', { severity: ['warning' as const] }],
    ])('limited by %s subtract only then', (_what, limit) => {
      const rules = { ...evening, subscriptions: [...(evening.subscriptions ?? []), { ...optOut, ...limit }] };

      expect(calls(select(rules, { now: friday }))).toHaveProperty('leslie');
    });
  });

  describe('to: unmatched', () => {
    const withDuty = (subscriptions: RulesSketch['subscriptions']): RulesSketch => ({
      ...evening,
      people: { ...evening.people, duty: {} },
      subscriptions: [...(subscriptions ?? []), { who: ['duty'], scope: { kind: 'unmatched' as const } }],
    });
    const toRoan = { who: ['roan'], scope: toService('parsoid') };

    it.each([
      ['a subscription to its service', [toRoan], false],
      ['nothing', [], true],
      ['only a subscription to all', [{ who: ['daniel'] }], true],
      ['a subscription outside its hours', [{ ...toRoan, hours: 'business' }], true],
      ['a subscription to another severity', [{ ...toRoan, severity: ['warning' as const] }], true],
      ['a delayed subscription', [{ ...toRoan, afterSeconds: 600 }], true],
      ['a subscriber who opted out', [toRoan, { ...toRoan, optOut: true }], true],
    ])('beside %s: %s', (_what, subscriptions, expected) => {
      const selection = select(withDuty(subscriptions), { now: friday });

      expect('duty' in calls(selection)).toBe(expected);
    });

    it('looks at each check of the incident', () => {
      const checks = [buildFacts(parsoid), buildFacts({ check: 'mysql' })];

      expect(Object.keys(calls(select(withDuty([toRoan]), { checks })))).toEqual(['roan', 'duty']);
    });
  });

  it.each([
    ['owners', { kind: 'owners' as const }, ['gabriel']],
    ['all-pages', { kind: 'all-pages' as const }, ['daniel', 'leslie']],
    ['ops, where nobody has the role', { kind: 'ops' as const }, ['daniel', 'leslie']],
    ['a person', { kind: 'name' as const, name: 'mia' }, ['mia']],
    ['an unknown name', { kind: 'name' as const, name: 'nobody' }, []],
  ])('pages the target %s', (_what, target, expected) => {
    expect(Object.keys(calls(select(evening, { targets: [target] })))).toEqual(expected);
  });

  it('names the people with role ops or admin as ops', () => {
    const rules = { ...evening, people: { ...evening.people, mia: { roles: ['admin' as const] } } };

    expect(Object.keys(calls(select(rules, { targets: [{ kind: 'ops' }] })))).toEqual(['mia']);
  });

  it('keeps the channel that an all-pages subscription chose when a step pages all-pages', () => {
    const rules: RulesSketch = { people: { roan: {} }, subscriptions: [{ who: ['roan'], via: ['email'] }] };

    expect(calls(select(rules, { targets: [{ kind: 'all-pages' }] }))).toEqual({ roan: 'email+0' });
  });

  it('accounts for every person known to the rules exactly once', () => {
    const { people, notPaged } = select(evening, { now: friday });

    const named = [...people, ...notPaged].map(({ person }) => person).sort();

    expect(named).toEqual(Object.keys(evening.people ?? {}).sort());
  });
});
