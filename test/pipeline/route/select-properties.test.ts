import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Rules, Subscription } from '../../../src/domain/rules.js';
import { Severity } from '../../../src/domain/severity.js';
import { compileRules } from '../../../src/pipeline/route/rule-index.js';
import { selectPeople } from '../../../src/pipeline/route/select-people.js';
import { buildFacts, buildRules, buildSubscription, businessHours, toService } from './rules-builder.js';

const people = { ann: {}, bob: {}, cyd: {}, dan: { sms: [] }, eve: { sms: [], email: [] } };
const groups = { team: ['ann', 'bob'], both: ['team', 'dan'] };
const services = { parsoid: { match: [{ check: 'Parsoid*' }] }, mysql: { match: [{ host: 'db*' }] } };

const subscription: fc.Arbitrary<Subscription> = fc
  .record({
    who: fc.subarray([...Object.keys(people), ...Object.keys(groups)], { minLength: 1, maxLength: 2 }),
    scope: fc.constantFrom<Subscription['scope']>(
      { kind: 'all' },
      { kind: 'unmatched' },
      toService('parsoid'),
      toService('mysql'),
      { kind: 'match', match: [{ labels: { dc: 'eqiad' } }] },
    ),
    severity: fc.option(fc.subarray([...Severity.options], { minLength: 1 })),
    hours: fc.option(fc.constant('business')),
    via: fc.option(fc.subarray(['sms' as const, 'email' as const], { minLength: 1 })),
    afterSeconds: fc.constantFrom(0, 60),
  })
  .map((one) => buildSubscription(one));

const check = fc
  .record({
    host: fc.constantFrom('db1', 'web1'),
    check: fc.constantFrom('Parsoid', 'https'),
    severity: fc.constantFrom(...Severity.options),
    labels: fc.constantFrom<Record<string, string>>({}, { dc: 'eqiad' }),
  })
  .map(buildFacts);

const now = fc.integer({ min: Date.parse('2026-03-02'), max: Date.parse('2026-03-16') });
const urgency = fc.constantFrom('high' as const, 'low' as const);
const optOuts = fc.array(
  subscription.map((one) => ({ ...one, optOut: true })),
  { maxLength: 2 },
);

function select(
  subscriptions: readonly Subscription[],
  given: [ReturnType<typeof buildFacts>[], number, 'high' | 'low'],
) {
  const [checks, at, urgent] = given;
  const rules: Rules = { ...buildRules({ people, groups, services, hours: [businessHours] }), subscriptions };
  const targets = [{ kind: 'subscribers' as const }];
  return selectPeople(compileRules(rules), { checks, service: null, targets, urgency: urgent, now: at });
}

const situation = fc.tuple(fc.array(check, { minLength: 1, maxLength: 3 }), now, urgency);

describe('selectPeople, whatever the rules', () => {
  it('does not depend on the order of subscriptions', () => {
    fc.assert(
      fc.property(
        fc.array(subscription, { maxLength: 5 }),
        optOuts,
        fc.infiniteStream(fc.nat()),
        situation,
        (added, subtracted, ranks, given) => {
          const subscriptions = [...added, ...subtracted].map((one, n) => ({ ...one, origin: `rules.yaml:${n}` }));
          const shuffled = subscriptions
            .map((one) => ({ one, rank: ranks.next().value }))
            .sort((a, b) => a.rank - b.rank);

          const [first, second] = [subscriptions, shuffled.map(({ one }) => one)].map((list) =>
            select(list, given).people.map((person) => ({ ...person, because: [...person.because].sort() })),
          );

          expect(second).toEqual(first);
        },
      ),
    );
  });

  it('loses nobody by one more subscription, the catch-all to: unmatched left aside', () => {
    fc.assert(
      fc.property(
        fc.array(subscription, { maxLength: 4 }),
        optOuts,
        subscription,
        situation,
        (old, not, added, given) => {
          const withoutUnmatched = old.filter(({ scope }) => scope.kind !== 'unmatched');
          const before = select([...withoutUnmatched, ...not], given).people;

          const after = select([...withoutUnmatched, added, ...not], given).people;

          const names = after.map(({ person }) => person);
          expect(names).toEqual(expect.arrayContaining(before.map(({ person }) => person)));
        },
      ),
    );
  });

  it.each(['all', 'unmatched'] as const)(
    'reaches somebody for every check where there is a catch-all to: %s',
    (kind) => {
      fc.assert(
        fc.property(fc.array(subscription, { maxLength: 4 }), situation, (others, given) => {
          const catchAll = buildSubscription({ who: ['ann'], scope: { kind } });

          const selection = select([...others, catchAll], given);

          expect(selection.people.length).toBeGreaterThan(0);
        }),
      );
    },
  );

  it('plans every person with a call, once per address, and leaves nobody unaccounted for', () => {
    fc.assert(
      fc.property(fc.array(subscription, { maxLength: 5 }), optOuts, situation, (added, not, given) => {
        const selection = select([...added, ...not], given);

        for (const { calls, fallbacks } of selection.people) {
          const addresses = [...calls, ...fallbacks].map(({ to }) => to);
          expect(calls.length).toBeGreaterThan(0);
          expect(new Set(addresses).size).toBe(addresses.length);
        }
        const named = [...selection.people, ...selection.notPaged].map(({ person }) => person).sort();
        expect(named).toEqual(Object.keys(people).sort());
        expect(selection.notPaged.every(({ because }) => because.length > 0)).toBe(true);
      }),
    );
  });
});
