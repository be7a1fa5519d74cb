import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CheckFacts } from '../../../src/domain/check.js';
import type { Matcher, Pattern } from '../../../src/domain/matcher.js';
import { Severity } from '../../../src/domain/severity.js';
import { matchCheck } from '../../../src/pipeline/route/match-check.js';
import { compileRules } from '../../../src/pipeline/route/rule-index.js';
import { buildFacts, buildRules, toService } from './rules-builder.js';

/** Small alphabets, so that random rules and random checks meet often. */
const part = fc.constantFrom('a', 'b', 'lvs', 'db1', 'parsoid', 'parsoix');
const word = fc.array(part, { maxLength: 3 }).map((parts) => parts.join(''));
const globText = fc
  .array(fc.oneof(part, fc.constantFrom('*', '?')), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join(''));
const negated = globText.map((text) => `!${text}`);
const expression = fc.constantFrom('/a.*/', '/[ab]+/', '!/.*parsoid/');
const text = fc.oneof(word, globText, negated, expression);
const pattern: fc.Arbitrary<Pattern> = fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 }));
const labels = fc.dictionary(fc.constantFrom('dc', 'team'), word);
const serviceNames = ['s0', 's1', 's2', 's3'];

const matcher: fc.Arbitrary<Matcher> = fc
  .record(
    {
      host: pattern,
      check: pattern,
      severity: fc.constantFrom<Pattern>('critical', ['critical', 'error'], '!info'),
      labels: fc.dictionary(fc.constantFrom('dc', 'team'), pattern),
    },
    { requiredKeys: [] },
  )
  .map((fields) => fields as Matcher);

const subscriptionMatcher: fc.Arbitrary<Matcher> = fc
  .tuple(matcher, fc.option(fc.constantFrom<Pattern>('s0', 's?', '!s1', ['s1', 's2'], '')))
  .map(([fields, service]) => (service === null ? fields : ({ ...fields, service } as Matcher)));

const facts: fc.Arbitrary<CheckFacts> = fc
  .record({
    host: fc.option(word),
    check: fc.option(word),
    severity: fc.constantFrom(...Severity.options),
    labels,
    service: fc.option(fc.constantFrom('s0', 's3', 'unknown')),
  })
  .map(buildFacts);

/** The definition of a pattern, word for word and slow. */
function patternFits(given: Pattern, values: readonly string[]): boolean {
  const texts = typeof given === 'string' ? [given] : given;
  const positive = texts.filter((one) => !one.startsWith('!'));
  const negative = texts.filter((one) => one.startsWith('!')).map((one) => one.slice(1));
  if (values.some((value) => negative.some((one) => textFits(one, value)))) return false;
  return positive.length === 0 || values.some((value) => positive.some((one) => textFits(one, value)));
}

function textFits(given: string, value: string): boolean {
  if (given.length > 1 && given.startsWith('/') && given.endsWith('/')) {
    return new RegExp(`^(?:${given.slice(1, -1)})$`, 's').test(value);
  }
  const source = [...given].map((char) => (char === '*' ? '.*' : char === '?' ? '.' : char)).join('');
  return new RegExp(`^${source}$`, 's').test(value);
}

function matcherFits(given: Matcher, check: CheckFacts, services: readonly string[]): boolean {
  const plain = (['source', 'host', 'check', 'severity'] as const).every((field) => {
    const wanted = given[field];
    return wanted === undefined || patternFits(wanted, [check[field] ?? '']);
  });
  const byService = given.service === undefined || patternFits(given.service, services.length > 0 ? services : ['']);
  const byLabels = Object.entries(given.labels ?? {}).every(([name, wanted]) =>
    patternFits(wanted, [check.labels[name] ?? '']),
  );
  return plain && byService && byLabels;
}

describe('matchCheck beside its definition', () => {
  it('finds exactly the services and subscriptions that a plain search finds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(matcher, { maxLength: 3 }), fc.array(matcher, { maxLength: 1 })), { maxLength: 4 }),
        fc.array(fc.array(subscriptionMatcher, { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
        facts,
        (services, scopes, check) => {
          const sketches = services.map(([match, except], n) => [serviceNames[n], { match, except }] as const);
          const rules = buildRules({
            services: Object.fromEntries(sketches),
            subscriptions: [
              ...scopes.map((match) => ({ scope: { kind: 'match' as const, match } })),
              ...serviceNames.map((name) => ({ scope: toService(name) })),
            ],
          });
          const named = check.service !== null && rules.services.has(check.service) ? [check.service] : [];
          const expected = [...rules.services.values()]
            .filter(({ match, except }) => {
              return (
                match.some((m) => matcherFits(m, check, named)) && !except.some((m) => matcherFits(m, check, named))
              );
            })
            .map(({ name }) => name);
          const all = [...new Set([...named, ...expected])];
          const byScope = rules.subscriptions.flatMap(({ scope }, number) => {
            const fits =
              scope.kind === 'services'
                ? scope.services.some((name) => all.includes(name))
                : scope.kind === 'match' && scope.match.some((m) => matcherFits(m, check, all));
            return fits ? [number] : [];
          });

          const match = matchCheck(compileRules(rules), check);

          expect([...match.services].sort()).toEqual(all.sort());
          expect(match.subscriptions).toEqual(byScope);
        },
      ),
      { numRuns: 500 },
    );
  });
});
