import { describe, expect, it } from '@jest/globals';
import { matchCheck } from '../../../src/pipeline/route/match-check.js';
import { compileRules } from '../../../src/pipeline/route/rule-index.js';
import { buildFacts, buildRules, type RulesSketch, toService } from './rules-builder.js';

function servicesOf(services: RulesSketch['services'], facts: Parameters<typeof buildFacts>[0]): readonly string[] {
  return matchCheck(compileRules(buildRules({ services: services ?? {} })), buildFacts(facts)).services;
}

describe('matchCheck', () => {
  it.each([
    ['an exact check over a glob', { check: 'Parsoid on wtp1' }, { check: 'Parsoid*' }],
    ['more literal characters over fewer', { check: 'Parsoid on*' }, { check: 'Parsoid*' }],
    ['a glob over a regular expression', { check: 'P*' }, { check: '/Parsoid.*/' }],
    ['two fields over one', { check: 'Parsoid*', host: 'wtp*' }, { check: 'Parsoid*' }],
  ])('puts first %s', (_what, specific, loose) => {
    const services = { a: { match: [loose] }, b: { match: [specific] } };

    const [first] = servicesOf(services, { host: 'wtp1001', check: 'Parsoid on wtp1' });

    expect(first).toBe('b');
  });

  it('breaks ties by precedence, then by name', () => {
    const match = [{ host: 'db1' }];
    const services = { b: { match }, a: { match }, c: { match, precedence: 1 } };

    expect(servicesOf(services, { host: 'db1' })).toEqual(['c', 'a', 'b']);
  });

  it('puts the service named outright first, and keeps the others', () => {
    const services = { a: { match: [{ host: 'db1' }] }, b: { match: [{ host: 'web1' }] } };

    expect(servicesOf(services, { host: 'db1', service: 'b' })).toEqual(['b', 'a']);
  });

  it('ignores an unknown service that is named outright', () => {
    const services = { a: { match: [{ host: 'db1' }] } };

    expect(servicesOf(services, { host: 'db1', service: 'nonesuch' })).toEqual(['a']);
  });

  it('leaves out what a service excepts', () => {
    const services = { a: { match: [{ host: 'db*' }], except: [{ host: '*.staging.*' }] } };

    expect(servicesOf(services, { host: 'db1.staging.example.org' })).toEqual([]);
  });

  it('takes an absent label, host or check for the empty value', () => {
    const services = { a: { match: [{ labels: { dc: '' }, host: '', check: '' }] } };

    expect(servicesOf(services, { host: null, check: null })).toEqual(['a']);
    expect(servicesOf(services, { host: null, check: null, labels: { dc: 'eqiad' } })).toEqual([]);
  });

  it('sees no label in what every object has', () => {
    const services = { a: { match: [{ labels: { constructor: '!' } }] } };

    expect(servicesOf(services, {})).toEqual([]);
  });

  it('compares hosts in lower case and everything else as it is', () => {
    const services = { a: { match: [{ host: 'DB*' }] }, b: { match: [{ check: 'HTTPS' }] } };

    expect(servicesOf(services, { host: 'Db1', check: 'https' })).toEqual(['a']);
  });

  it('finds subscriptions by all, by any service of the check and by matcher, and opt-outs apart', () => {
    const rules = buildRules({
      services: { a: { match: [{ host: 'db*' }] }, b: { match: [{ check: 'https' }] }, c: {} },
      subscriptions: [
        { scope: { kind: 'all' } },
        { scope: toService('b', 'c') },
        { scope: toService('c') },
        { scope: { kind: 'match', match: [{ service: 'a', labels: { dc: 'eqiad' } }] } },
        { scope: { kind: 'match', match: [{ service: '!a' }] } },
        { scope: { kind: 'unmatched' } },
        { scope: toService('a'), optOut: true },
      ],
    });

    const match = matchCheck(compileRules(rules), buildFacts({ labels: { dc: 'eqiad' } }));

    expect(match.subscriptions).toEqual([0, 1, 3]);
    expect(match.optOuts).toEqual([6]);
  });
});
