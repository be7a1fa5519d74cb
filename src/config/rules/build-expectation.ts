import type { Expectation } from '../../domain/rules.js';
import type { Entry } from './entries.js';
import { originOf } from './files/tree.js';
import type { ExpectationEntry } from './schema/expectations.js';
import { readDuration } from './values/durations.js';

/** An expectation of the files; whom groups and schedules stand for depends on the time. */
export function buildExpectation({ value, place }: Entry<ExpectationEntry>): Expectation {
  const { alert } = value;
  return {
    name: value.name,
    origin: originOf(place),
    alert: {
      source: alert.source,
      host: alert.host?.toLowerCase() ?? null,
      check: alert.check ?? null,
      service: alert.service ?? null,
      severity: alert.severity,
      labels: alert.labels ?? {},
    },
    at: value.at,
    pages: new Map(Object.entries(value.pages)),
    later: new Map(Object.entries(value.later ?? {}).map(([after, names]) => [secondsOf(after), names])),
    notPaged: new Map(Object.entries(value.notPaged ?? {})),
    maintenance: value.maintenance ?? [],
  };
}

/** The schema has read the key as a duration before. */
function secondsOf(after: string): number {
  const seconds = readDuration(after.trim());
  return typeof seconds === 'number' ? seconds : 0;
}
