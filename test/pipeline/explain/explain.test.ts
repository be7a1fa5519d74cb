import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../../src/domain/alert.js';
import { factsOf } from '../../../src/domain/check.js';
import type { Explanation } from '../../../src/domain/explanation.js';
import { explain, explainChecks } from '../../../src/pipeline/explain/explain.js';
import { explainPerson } from '../../../src/pipeline/explain/explain-person.js';
import { formatExplanation } from '../../../src/pipeline/explain/format-explanation.js';
import { compileRules } from '../../../src/pipeline/route/rule-index.js';
import { compileWindows } from '../../../src/pipeline/suppress/window-index.js';
import type { RulesSketch } from '../route/rules-builder.js';
import { buildAlert, evening, eveningRules } from './evening-rules.js';

const deploySlot = Date.parse('2013-04-17T20:10:00Z');

function ask(alert: Partial<Alert> = {}, changes: RulesSketch = {}, now = evening): Explanation {
  const index = compileRules(eveningRules(changes));
  return explain({ index, windows: compileWindows(index, []), alert: buildAlert(alert), now });
}

function namesOf(explanation: Explanation): readonly (readonly string[])[] {
  return explanation.steps.map(({ people }) => people.map(({ person }) => person));
}

describe('explain', () => {
  it('says who is paged in which step, and accounts for everybody else', () => {
    const explanation = ask();

    expect(explanation).toMatchObject({ services: ['parsoid'], incidentKey: 'service:parsoid', suppressed: null });
    expect(namesOf(explanation)).toEqual([['daniel', 'leslie', 'roan', 'gabriel', 'mia'], ['olga']]);
    expect(explanation.steps[1]?.people[0]?.notifications).toEqual([
      { via: 'sms', afterSeconds: 900 },
      { via: 'email', afterSeconds: 900 },
    ]);
    expect(explanation.notPaged).toEqual([
      { person: 'mark', because: ['outside hours business (it is Thu 17:46 there)'] },
    ]);
  });

  it('runs step 1 only for low urgency', () => {
    expect(namesOf(ask({ severity: 'warning' }))).toEqual([['daniel', 'leslie', 'roan', 'gabriel', 'mia']]);
  });

  it('goes on at once where a step reaches nobody', () => {
    const steps = [
      { afterSeconds: 0, page: [{ kind: 'owners' as const }] },
      { afterSeconds: 900, page: [{ kind: 'subscribers' as const }] },
    ];

    const explanation = ask({ severity: 'warning' }, { policies: { default: { steps } } });

    expect(explanation.steps.map(({ afterSeconds }) => afterSeconds)).toEqual([0, 0]);
  });

  it('selects later steps at their own time', () => {
    const steps = [0, 16 * 3600].map((afterSeconds) => ({ afterSeconds, page: [{ kind: 'subscribers' as const }] }));

    const explanation = ask({}, { policies: { default: { steps } } });

    expect(namesOf(explanation)[0]).not.toContain('mark');
    expect(namesOf(explanation)[1]).toContain('mark');
    expect(explanation.notPaged).toContainEqual({ person: 'olga', because: ['no subscription matches'] });
  });

  it('pages nobody in a maintenance window, and says whom it silences', () => {
    const explanation = ask({}, {}, deploySlot);

    expect(explanation.steps).toEqual([]);
    expect(explanation.suppressed).toEqual({
      reason: 'maintenance window "deploy slot"',
      id: 'parsoid-deploy@2013-04-17T20:00:00Z',
      until: '2013-04-17T20:30:00.000Z',
    });
    expect(explanation.notPaged.map(({ person }) => person).sort()).toEqual([
      'daniel',
      'gabriel',
      'leslie',
      'mark',
      'mia',
      'olga',
      'roan',
    ]);
    expect(explanation.notPaged.find(({ person }) => person === 'roan')?.because).toEqual([
      'maintenance window "deploy slot" until 2013-04-17 20:30 UTC',
      'otherwise: subscribed to parsoid through group parsoid-team (rules.yaml:2)',
    ]);
  });

  it.each([
    ['severity info', { severity: 'info' as const }, 'severity info is recorded, not paged'],
    [
      'a recovery',
      { kind: 'recovery' as const, failing: false, severity: 'info' as const },
      'the check is not failing',
    ],
  ])('pages nobody for %s', (_what, alert, reason) => {
    const explanation = ask(alert);

    expect(explanation.steps).toEqual([]);
    expect(explanation.suppressed?.reason).toBe(reason);
    expect(explanation.notPaged).toHaveLength(7);
  });

  it('pages ops alone for an incident about the router itself', () => {
    const explanation = ask({ audience: 'ops', check: 'sources', host: null });

    expect(namesOf(explanation)).toEqual([['daniel', 'leslie']]);
  });
});

describe('explainChecks', () => {
  const index = compileRules(eveningRules());
  const parsoid = buildAlert();
  const web = { ...factsOf(parsoid), check: 'https', host: 'web1' };

  it('leaves out the checks that a window covers', () => {
    const question = {
      index,
      windows: compileWindows(index, []),
      alert: parsoid,
      service: null,
      incidentKey: 'host:x',
    };

    const explanation = explainChecks({ ...question, checks: [factsOf(parsoid), web], now: deploySlot });

    expect(explanation.suppressed).toBeNull();
    expect(namesOf(explanation)[0]).not.toContain('roan');
  });

  it('pages by the worst severity of the checks', () => {
    const question = {
      index,
      windows: compileWindows(index, []),
      alert: parsoid,
      service: 'parsoid',
      incidentKey: 'k',
    };
    const warning = { ...factsOf(parsoid), severity: 'warning' as const };

    const explanation = explainChecks({ ...question, checks: [warning, web], now: evening });

    expect(explanation.steps).toHaveLength(2);
    expect(explanation.services).toEqual(['parsoid']);
  });
});

describe('explainPerson', () => {
  it.each([
    [
      'roan',
      'roan is paged at once by sms and email: subscribed to parsoid through group parsoid-team (rules.yaml:2).',
    ],
    ['mia', 'mia is paged after 30m by sms and email: subscribed to all pages (rules.yaml:4).'],
    ['mark', 'mark is not paged: outside hours business (it is Thu 17:46 there).'],
    ['zoe', 'zoe is not known to the rules.'],
  ])('answers for %s', (person, expected) => {
    expect(explainPerson(ask(), person)).toBe(expected);
  });
});

describe('formatExplanation', () => {
  it('is a table that people can read', () => {
    expect(
      formatExplanation(ask({}, { groups: { ops: ['daniel'], 'parsoid-team': ['roan'], boss: ['olga'] } })),
    ).toBe(`critical LVS HTTP IPv4 on parsoid on parsoid.svc (icinga)
services: parsoid; incident service:parsoid

step 1, at once
  daniel   at once by sms and email
           subscribed to all pages through group ops (rules.yaml:1)
  roan     at once by sms and email
           subscribed to parsoid through group parsoid-team (rules.yaml:2)
  mia      after 30m by sms and email
           subscribed to all pages (rules.yaml:4)

step 2, after 15m
  olga     after 15m by sms and email
           named by the escalation step through group boss

Later steps are those of the rules as they are now, if nobody acknowledges.

not paged
  leslie   no subscription matches
  gabriel  no subscription matches
  mark     outside hours business (it is Thu 17:46 there)`);
  });

  it('says first that nobody is paged, and why', () => {
    expect(formatExplanation(ask({}, {}, deploySlot))).toContain(
      'nobody is paged: maintenance window "deploy slot" (parsoid-deploy@2013-04-17T20:00:00Z) until 2013-04-17 20:30',
    );
  });
});
