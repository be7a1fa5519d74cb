import type { Channel } from '../../domain/channel.js';
import type { Expectation } from '../../domain/rules.js';
import { peopleOf } from './check/people-of.js';
import type { Entries, Entry } from './entries.js';
import { originOf } from './files/tree.js';
import type { ExpectationEntry } from './schema/expectations.js';
import { readDuration } from './values/durations.js';

/** An expectation of the files; groups in `pages` stand for their people. */
export function buildExpectation({ value, place }: Entry<ExpectationEntry>, entries: Entries): Expectation {
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
    pages: new Map(
      Object.entries(value.pages).flatMap(([name, channels]) =>
        peopleOf([name], entries).map((person): [string, readonly Channel[] | null] => [person, channels]),
      ),
    ),
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
