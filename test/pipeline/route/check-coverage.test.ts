import { describe, expect, it } from '@jest/globals';
import type { Hours } from '../../../src/domain/rules.js';
import { checkCoverage } from '../../../src/pipeline/route/check-coverage.js';
import { compileRules } from '../../../src/pipeline/route/rule-index.js';
import { buildRules, businessHours, type RulesSketch, toService } from './rules-builder.js';

const offHours: Hours = {
  name: 'off',
  timezone: 'America/Los_Angeles',
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  times: [{ from: 17 * 60, to: 9 * 60 }],
};
const everybody: RulesSketch = { people: { ann: {}, bob: {} }, subscriptions: [{ who: ['ann', 'bob'] }] };
const mute = { sms: [], email: [] };

function faults(sketch: RulesSketch): readonly string[] {
  return checkCoverage(compileRules(buildRules(sketch))).map(({ level, message }) => `${level}: ${message}`);
}

describe('checkCoverage', () => {
  it('finds nothing where everybody gets everything', () => {
    expect(faults({ ...everybody, services: { parsoid: { match: [{ check: 'Parsoid*' }] } } })).toEqual([]);
  });

  it.each([
    ['severity', { severity: ['critical' as const] }],
    ['hours', { hours: 'business' }],
    ['after', { afterSeconds: 60 }],
    ['an unreachable subscriber', { who: ['mute'] }],
    ['a service', { scope: toService('parsoid') }],
  ])('misses a catch-all that is restricted by %s', (_what, restriction) => {
    const sketch = { people: { ann: {}, mute }, hours: [businessHours], services: { parsoid: {} } };

    const found = faults({ ...sketch, subscriptions: [{ who: ['ann'], ...restriction }] });

    expect(found).toContainEqual(expect.stringMatching(/^error: nobody gets what no other rule covers/));
  });

  it('names the time at which a service reaches nobody', () => {
    const policies = { quiet: { steps: [{ afterSeconds: 0, page: [{ kind: 'name' as const, name: 'nobody' }] }] } };
    const optOut = { who: ['ann'], scope: toService('parsoid'), optOut: true, hours: 'business' };
    const subscriptions = [{ who: ['ann'] }, optOut];

    const found = faults({
      people: { ann: {} },
      hours: [businessHours],
      services: { parsoid: {}, lab: { escalation: 'quiet' } },
      policies,
      subscriptions,
    });

    expect(found).toEqual([
      'error: service parsoid (critical, error, warning) reaches nobody on Mon 09:00–Mon 17:00, Tue 09:00–Tue 17:00, ' +
        'Wed 09:00–Wed 17:00, Thu 09:00–Thu 17:00, Fri 09:00–Fri 17:00 America/Los_Angeles',
      'error: service lab (critical, error, warning) reaches nobody at any time',
      'error: escalation policy quiet pages nobody',
    ]);
  });

  it('joins the end of the week to its beginning', () => {
    const weekdays = { ...businessHours, name: 'weekdays', times: [{ from: 9 * 60, to: 1440 }] };
    const rest: Hours = { ...weekdays, name: 'rest', weekdays: [2, 3, 4, 5], times: [{ from: 0, to: 9 * 60 }] };
    const optOut = { who: ['ann'], scope: toService('parsoid'), optOut: true };
    const subscriptions = [
      { who: ['ann'] },
      { who: ['bob'], hours: 'weekdays' },
      { who: ['bob'], hours: 'rest' },
      optOut,
    ];

    const found = faults({
      people: { ann: {}, bob: {} },
      hours: [weekdays, rest],
      services: { parsoid: {} },
      subscriptions,
    });

    expect(found).toEqual([
      'error: service parsoid (critical, error, warning) reaches nobody on Sat 00:00–Mon 09:00 America/Los_Angeles',
    ]);
  });

  it('sees that complementary hours leave no gap, even in the weeks when clocks change', () => {
    const weekend: Hours = { ...businessHours, name: 'weekend', weekdays: [6, 7], times: [{ from: 0, to: 1440 }] };
    const optOut = { who: ['ann'], scope: toService('parsoid'), optOut: true };
    const turns = ['business', 'off', 'weekend'].map((hours) => ({ who: ['bob'], scope: toService('parsoid'), hours }));

    const found = faults({
      people: { ann: {}, bob: {} },
      hours: [businessHours, offHours, weekend],
      services: { parsoid: {} },
      subscriptions: [{ who: ['ann'] }, optOut, ...turns],
    });

    expect(found).toEqual([]);
  });

  it('finds the gap that opens only while America and Europe are an hour closer', () => {
    const everyDay = [1, 2, 3, 4, 5, 6, 7];
    const america: Hours = {
      name: 'us',
      timezone: 'America/New_York',
      weekdays: everyDay,
      times: [{ from: 360, to: 1080 }],
    };
    const europe: Hours = { name: 'eu', timezone: 'Europe/Berlin', weekdays: everyDay, times: [{ from: 0, to: 720 }] };
    const optOut = { who: ['ann'], scope: toService('parsoid'), optOut: true };
    const turns = ['us', 'eu'].map((hours) => ({ who: ['bob'], scope: toService('parsoid'), hours }));

    const found = faults({
      people: { ann: {}, bob: {} },
      hours: [america, europe],
      services: { parsoid: {} },
      subscriptions: [{ who: ['ann'] }, optOut, ...turns],
    });

    expect(found).toContainEqual(expect.stringContaining('(week of 2026-03-02)'));
  });

  it('warns of a step that pages nobody for some service', () => {
    const steps = [
      { afterSeconds: 0, page: [{ kind: 'subscribers' as const }] },
      { afterSeconds: 60, page: [{ kind: 'owners' as const }] },
    ];

    const found = faults({
      ...everybody,
      services: { a: { owners: ['ann'] }, b: {} },
      policies: { default: { steps } },
    });

    expect(found).toEqual(['warning: step 2 of escalation policy default pages nobody for b, checks of no service']);
  });

  it('warns of services with the same matcher and precedence', () => {
    const match = [{ host: ['db1', 'db2'], check: 'mysql' }];
    const turned = [{ check: 'mysql', host: ['db2', 'db1'] }];

    const found = faults({
      ...everybody,
      services: { a: { match }, b: { match: turned }, c: { match, precedence: 1 } },
    });

    expect(found).toEqual(['warning: services a and b match the same checks: give one of them a higher precedence']);
  });

  it('warns of people whom nothing reaches, with its place of an idle opt-out', () => {
    const rules = buildRules({
      people: { ann: {}, bob: {}, mute },
      subscriptions: [{ who: ['ann', 'mute'] }, { who: ['bob'], scope: { kind: 'all' }, optOut: true }],
    });

    expect(checkCoverage(compileRules(rules))).toEqual([
      { file: null, line: null, level: 'warning', message: 'nothing ever pages bob' },
      { file: null, line: null, level: 'warning', message: 'mute has no sms and no email, so cannot be paged' },
      {
        file: 'rules.yaml',
        line: 2,
        level: 'warning',
        message: 'bob opted out of all pages, to which no subscription leads',
      },
    ]);
  });
});
