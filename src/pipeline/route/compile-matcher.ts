import type { CheckFacts } from '../../domain/check.js';
import type { Matcher, Pattern } from '../../domain/matcher.js';
import { type Anchor, type CompiledPattern, compilePattern } from './compile-pattern.js';

/** A check as matchers see it: nothing is null (an absent value equals the empty one), the host in lower case. */
export interface Subject {
  readonly source: string;
  readonly host: string;
  readonly check: string;
  readonly severity: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Never empty: `['']` when the check belongs to no service. */
  readonly services: readonly string[];
}

/** A matcher made ready. */
export interface CompiledMatcher {
  /** Sum of the specificities of its fields; 0 when one of them does not match. A matcher without fields fits all: 1. */
  readonly score: (subject: Subject) => number;
  /** Per field that has any: the field's index name (`host`, `label:dc`) and what matching values have. */
  readonly anchors: readonly { readonly field: string; readonly anchors: readonly Anchor[] }[];
}

interface FieldTest {
  readonly field: string;
  readonly pattern: CompiledPattern;
  readonly score: (subject: Subject) => number;
}

/** Subject of a check that belongs to these services. */
export function subjectOf(facts: CheckFacts, services: readonly string[]): Subject {
  return {
    source: facts.source,
    host: facts.host?.toLowerCase() ?? '',
    check: facts.check ?? '',
    severity: facts.severity,
    labels: facts.labels,
    services: services.length === 0 ? [''] : services,
  };
}

/** Throws where a regular expression is not RE2. */
export function compileMatcher(matcher: Matcher): CompiledMatcher {
  const tests = fieldTests(matcher);
  return {
    score: (subject) => sumScores(tests, subject),
    anchors: tests.flatMap(({ field, pattern: { anchors } }) => (anchors === null ? [] : [{ field, anchors }])),
  };
}

function sumScores(tests: readonly FieldTest[], subject: Subject): number {
  let sum = tests.length === 0 ? 1 : 0;
  for (const test of tests) {
    const score = test.score(subject);
    if (score === 0) return 0;
    sum += score;
  }
  return sum;
}

function fieldTests(matcher: Matcher): readonly FieldTest[] {
  const { source, host, check, service, severity, labels = {} } = matcher;
  return [
    ...plainTest('source', source, (subject) => subject.source),
    ...plainTest('host', host, (subject) => subject.host),
    ...plainTest('check', check, (subject) => subject.check),
    ...plainTest('severity', severity, (subject) => subject.severity),
    ...(service === undefined ? [] : [serviceTest(service)]),
    ...Object.entries(labels).map(([name, pattern]) => labelTest(name, pattern)),
  ];
}

function plainTest(
  field: string,
  pattern: Pattern | undefined,
  read: (subject: Subject) => string,
): readonly FieldTest[] {
  if (pattern === undefined) return [];
  const compiled = compilePattern(pattern, field === 'host' ? 'lower' : 'none');
  return [{ field, pattern: compiled, score: (subject) => scoreValue(compiled, read(subject)) }];
}

function labelTest(name: string, pattern: Pattern): FieldTest {
  const compiled = compilePattern(pattern, 'none');
  return {
    field: `label:${name}`,
    pattern: compiled,
    score: ({ labels }) => scoreValue(compiled, labelOf(labels, name)),
  };
}

function serviceTest(pattern: Pattern): FieldTest {
  const compiled = compilePattern(pattern, 'none');
  return { field: 'service', pattern: compiled, score: ({ services }) => scoreServices(compiled, services) };
}

/** Labels may be called `constructor`: only own ones count. */
function labelOf(labels: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
}

function scoreValue(pattern: CompiledPattern, value: string): number {
  return pattern.rejects(value) ? 0 : pattern.accepts(value);
}

/** Any of the services may fit, none may be one of the excluded. */
function scoreServices(pattern: CompiledPattern, services: readonly string[]): number {
  let best = 0;
  for (const service of services) {
    if (pattern.rejects(service)) return 0;
    best = Math.max(best, pattern.accepts(service));
  }
  return best;
}
