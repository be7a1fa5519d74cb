import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Hours, StepTarget } from '../../../src/domain/rules.js';
import { checkCoverage } from '../../../src/pipeline/route/check-coverage.js';
import { allPagesPeople } from '../../../src/pipeline/route/people.js';
import { reachingSteps } from '../../../src/pipeline/route/policy-reach.js';
import { compileRules, overrideRules, type RuleIndex } from '../../../src/pipeline/route/rule-index.js';
import { selectPeople } from '../../../src/pipeline/route/select-people.js';
import { anOverride } from '../schedule/build-schedules.js';
import { buildFacts, buildRotation, buildRules, type RulesSketch } from './rules-builder.js';

const people = { ann: {}, ben: {}, cid: {} };
const duty = { rotations: [buildRotation(['ann', 'ben'])] };
/** A Thursday in Ann's week; Ben's begins on Monday 2013-04-22 at 17:00. */
const THURSDAY = Date.parse('2013-04-18T23:46:00Z');
const WEEK = 604_800_000;
const office: Hours = {
  name: 'office',
  timezone: 'UTC',
  weekdays: [1, 2, 3, 4, 5],
  times: [{ from: 540, to: 1020 }],
};

function index(sketch: RulesSketch): RuleIndex {
  return compileRules(buildRules({ people, schedules: { duty }, ...sketch }));
}

function select(rules: RuleIndex, now: number, targets: readonly StepTarget[]) {
  return selectPeople(rules, { checks: [buildFacts()], service: null, targets, urgency: 'high', now });
}

const subscribers = [{ kind: 'subscribers' as const }];

describe('selectPeople with schedules', () => {
  it('pages whoever is on call when the step fires, and says until when', () => {
    const rules = index({ subscriptions: [{ who: ['duty'] }] });

    const [now] = select(rules, THURSDAY, subscribers).people;
    const [later] = select(rules, THURSDAY + WEEK, subscribers).people;

    expect(now).toMatchObject({
      person: 'ann',
      because: ['subscribed to all pages (rules.yaml:1), on call in duty until 2013-04-22 17:00 UTC'],
    });
    expect(later?.person).toBe('ben');
  });

  it('opens schedules inside of groups, owners and steps', () => {
    const rules = index({
      groups: { team: ['cid', 'duty'], all: ['team'] },
      services: { parsoid: { owners: ['team'] } },
      subscriptions: [{ who: ['cid'] }],
    });
    const ask = (target: { kind: 'owners' } | { kind: 'name'; name: string }) =>
      selectPeople(rules, {
        checks: [buildFacts()],
        service: 'parsoid',
        targets: [target],
        urgency: 'high',
        now: THURSDAY,
      }).people.map(({ person, because }) => `${person}: ${because}`);

    expect(ask({ kind: 'name', name: 'all' })).toEqual([
      'ann: named by the escalation step through group all, on call in duty until 2013-04-22 17:00 UTC',
      'cid: named by the escalation step through group all',
    ]);
    expect(ask({ kind: 'owners' })).toEqual([
      'ann: owner of parsoid through group team, on call in duty until 2013-04-22 17:00 UTC',
      'cid: owner of parsoid through group team',
    ]);
  });

  it('calls, after a delay, whoever is on call then', () => {
    const rules = index({ subscriptions: [{ who: ['duty'], afterSeconds: 1800 }] });
    const justBefore = Date.parse('2013-04-22T16:45:00Z');

    expect(select(rules, justBefore, subscribers).people.map(({ person }) => person)).toEqual(['ben']);
  });

  it('names the override, and whom it replaces', () => {
    const plain = index({ subscriptions: [{ who: ['duty'] }] });
    const time = { startsAt: THURSDAY, endsAt: THURSDAY + 3_600_000 };
    const override = anOverride('replace', { ...time, id: 'abc', person: 'cid', replaces: 'ann' });

    const selection = select(overrideRules(plain, [override]), THURSDAY, subscribers);

    expect(selection.people).toMatchObject([
      {
        person: 'cid',
        because: [
          'subscribed to all pages (rules.yaml:1), on call in duty until 2013-04-19 00:46 UTC, by override abc in place of ann',
        ],
      },
    ]);
    expect(selection.notPaged).toContainEqual({
      person: 'ann',
      because: ['not on call in duty: cid is until 2013-04-19 00:46 UTC'],
    });
  });

  it('says of those who are not paged who is on call instead', () => {
    const subscribed = index({ subscriptions: [{ who: ['duty'] }] });
    const named = index({ subscriptions: [{ who: ['cid'] }] });
    const because = ['not on call in duty: ann is until 2013-04-22 17:00 UTC'];

    expect(select(subscribed, THURSDAY, subscribers).notPaged).toContainEqual({ person: 'ben', because });
    expect(select(named, THURSDAY, [{ kind: 'name', name: 'duty' }]).notPaged).toContainEqual({
      person: 'ben',
      because,
    });
  });

  it('subtracts opt-outs of whoever is on call, only then', () => {
    const rules = index({
      subscriptions: [{ who: ['ann', 'ben'] }, { who: ['duty'], scope: { kind: 'all' }, optOut: true }],
    });

    expect(select(rules, THURSDAY, subscribers).people.map(({ person }) => person)).toEqual(['ben']);
    expect(select(rules, THURSDAY + WEEK, subscribers).people.map(({ person }) => person)).toEqual(['ann']);
  });
});

describe('allPagesPeople with schedules', () => {
  const rules = index({ subscriptions: [{ who: ['duty'] }] });
  const removed = overrideRules(
    rules,
    ['ann', 'ben'].map((replaces) => anOverride('remove', { replaces, startsAt: THURSDAY, endsAt: THURSDAY + WEEK })),
  );

  it('are those on call', () => {
    expect(allPagesPeople(rules, { now: THURSDAY })).toEqual(['ann']);
  });

  it('are everybody of the schedule where nobody is on call', () => {
    expect(allPagesPeople(removed, { now: THURSDAY })).toEqual(['ann', 'ben']);
    expect(allPagesPeople(removed, { now: THURSDAY, strict: true })).toEqual([]);
  });
});

describe('checkCoverage with schedules', () => {
  const steps = [{ afterSeconds: 0, page: [{ kind: 'name' as const, name: 'duty' }] }];
  const lab = {
    services: { lab: { escalation: 'lab' } },
    policies: { lab: { steps } },
    subscriptions: [{ who: ['cid'] }],
  };
  const faults = (sketch: RulesSketch, now: number | null = null) =>
    checkCoverage(index(sketch), now).map(({ level, message }) => `${level}: ${message}`);

  it('finds nothing where somebody is always on call', () => {
    expect(faults({ ...lab, subscriptions: [{ who: ['cid', 'duty'] }] })).toEqual([]);
  });

  it('names the gap through which a service reaches nobody', () => {
    const gapped = { rotations: [buildRotation(['ann', 'ben'], { hours: 'office' })] };

    expect(faults({ ...lab, hours: [office], schedules: { duty: gapped } })).toContain(
      'error: service lab (critical, error, warning) reaches nobody on Mon 17:00–Tue 09:00, Tue 17:00–Wed 09:00, ' +
        'Wed 17:00–Thu 09:00, Thu 17:00–Fri 09:00, Fri 17:00–Mon 09:00 UTC: nobody is on call in duty then',
    );
  });

  it('does not take a schedule with gaps for a catch-all', () => {
    const gapped = { rotations: [buildRotation(['ann', 'ben'], { hours: 'office' })] };
    const found = faults({ hours: [office], schedules: { duty: gapped }, subscriptions: [{ who: ['duty'] }] });

    expect(found).toContainEqual(
      expect.stringMatching(
        /^error: nobody gets what no other rule covers on Mon 17:00.*: nobody is on call in duty then$/,
      ),
    );
  });

  it('finds the turn of a member whom pages of low urgency do not reach', () => {
    const members = ['ann', ...Array.from({ length: 30 }, () => 'ben'), 'cid'];
    const notify = { high: [{ via: 'sms' as const, afterSeconds: 0 }], low: [] };

    const found = faults({
      ...lab,
      people: { ...people, cid: { notify } },
      schedules: { duty: { rotations: [buildRotation(members)] } },
      subscriptions: [{ who: ['ann'] }],
    });

    expect(found).toContainEqual(expect.stringMatching(/^error: service lab \(warning\) reaches nobody .*week of/));
  });

  it('finds a rotation that has not begun yet, or ends soon, when it is told the time', () => {
    const begins = { rotations: [buildRotation(['ann'], { startsAt: THURSDAY + WEEK })] };
    const ends = { rotations: [buildRotation(['ann'], { endsAt: THURSDAY + WEEK })] };
    const message =
      /^error: service lab .* reaches nobody .*\(week of 20\d\d-\d\d-\d\d\): nobody is on call in duty then$/;

    expect(faults({ ...lab, schedules: { duty: begins } })).not.toContainEqual(expect.stringMatching(/reaches nobody/));
    expect(faults({ ...lab, schedules: { duty: begins } }, THURSDAY)).toContainEqual(expect.stringMatching(message));
    expect(faults({ ...lab, schedules: { duty: ends } }, THURSDAY)).toContainEqual(expect.stringMatching(message));
  });

  it.each([
    [
      'a member who cannot be reached',
      { people: { ...people, ben: { sms: [], email: [] } } },
      'error: ben of schedule duty cannot be reached',
    ],
    [
      'a schedule in which nobody ever comes next',
      { schedules: { duty: { rotations: [buildRotation(['ann'])] }, second: { follows: 'duty' } } },
      'error: nobody is ever on call in schedule second: nobody ever comes next in duty',
    ],
  ])('refuses %s', (_what, sketch, expected) => {
    expect(faults({ ...lab, ...sketch })).toContain(expected);
  });

  it('lets no rules pass by which a service reaches nobody at some time', () => {
    const unit = fc.constantFrom('hours' as const, 'days' as const, 'weeks' as const, 'months' as const);
    const rotation = fc.record({
      members: fc.array(fc.constantFrom('ann', 'ben', 'cid'), { minLength: 1, maxLength: 3 }),
      every: fc.record({ count: fc.integer({ min: 1, max: 5 }), unit }),
      hours: fc.constantFrom(null, 'office', 'night', 'weekend'),
    });
    const hours: readonly Hours[] = [
      office,
      { ...office, name: 'night', times: [{ from: 1020, to: 540 }] },
      { ...office, name: 'weekend', weekdays: [6, 7], times: [{ from: 540, to: 540 + 1440 }] },
    ];
    let passed = 0;
    fc.assert(
      fc.property(
        fc.array(rotation, { minLength: 1, maxLength: 3 }),
        fc.nat({ max: 365 * 24 * 4 }),
        (some, quarter) => {
          const rotations = some.map(({ members, ...rest }) => buildRotation(members, rest));
          const rules = index({ ...lab, hours, schedules: { duty: { rotations } } });
          if (checkCoverage(rules).some(({ level }) => level === 'error')) return;
          passed += 1;
          const at = Date.UTC(2026, 0, 5) + quarter * 900_000;
          const policy = rules.rules.escalationPolicies.get('lab');

          expect(policy && reachingSteps(rules, { service: 'lab', severity: 'critical', policy }, at)).toEqual([0]);
        },
      ),
      { numRuns: 25 },
    );
    expect(passed).toBeGreaterThan(0);
  });
});
