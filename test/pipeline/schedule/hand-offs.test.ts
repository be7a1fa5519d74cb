import { describe, expect, it } from '@jest/globals';
import type { RotationUnit } from '../../../src/domain/schedule.js';
import { createHandOffs } from '../../../src/pipeline/schedule/hand-offs.js';

function handOffs(startsAt: string, every: readonly [number, RotationUnit], zone: string) {
  const [count, unit] = every;
  return createHandOffs({ startsAt: Date.parse(startsAt), every: { count, unit } }, zone);
}

function iso(at: number): string {
  return new Date(at).toISOString().slice(0, 16);
}

describe('createHandOffs', () => {
  it.each([
    ['every 8 hours', '2013-04-15T09:00Z', [8, 'hours'], ['2013-04-15T09:00', '2013-04-15T17:00', '2013-04-16T01:00']],
    ['every 2 days', '2013-04-15T09:00Z', [2, 'days'], ['2013-04-15T09:00', '2013-04-17T09:00', '2013-04-19T09:00']],
    ['every week', '2013-04-15T09:00Z', [1, 'weeks'], ['2013-04-15T09:00', '2013-04-22T09:00', '2013-04-29T09:00']],
    [
      'every month, from its last day on',
      '2013-01-31T09:00Z',
      [1, 'months'],
      ['2013-01-31T09:00', '2013-02-28T09:00', '2013-03-31T09:00', '2013-04-30T09:00'],
    ],
  ] as const)('hands off %s', (_what, start, every, expected) => {
    const { at } = handOffs(start, every, 'UTC');

    expect(expected.map((_, n) => iso(at(n)))).toEqual(expected);
  });

  it('keeps the time of day over changes of the clock, by days and by hours', () => {
    // 09:00 and 21:00 in Berlin, where clocks go forward on 31 March 2013.
    const days = handOffs('2013-03-30T08:00Z', [1, 'days'], 'Europe/Berlin');
    const hours = handOffs('2013-03-30T08:00Z', [12, 'hours'], 'Europe/Berlin');

    expect([0, 1, 2].map((n) => iso(days.at(n)))).toEqual(['2013-03-30T08:00', '2013-03-31T07:00', '2013-04-01T07:00']);
    expect([1, 2, 3].map((n) => iso(hours.at(n)))).toEqual([
      '2013-03-30T20:00',
      '2013-03-31T07:00',
      '2013-03-31T19:00',
    ]);
  });

  it('takes the next valid time for one that clocks skip, and the first of two', () => {
    // 02:30 in Berlin: skipped on 31 March 2013, there twice on 27 October.
    const spring = handOffs('2013-03-30T01:30Z', [1, 'days'], 'Europe/Berlin');
    const autumn = handOffs('2013-10-26T00:30Z', [1, 'days'], 'Europe/Berlin');

    expect([1, 2].map((n) => iso(spring.at(n)))).toEqual(['2013-03-31T01:00', '2013-04-01T00:30']);
    expect([1, 2].map((n) => iso(autumn.at(n)))).toEqual(['2013-10-27T00:30', '2013-10-28T01:30']);
  });

  it('leaves a shift empty that fits into the hour that clocks skip', () => {
    const { at, numberAt } = handOffs('2013-03-31T00:00Z', [1, 'hours'], 'Europe/Berlin');

    expect([0, 1, 2, 3].map((n) => iso(at(n)))).toEqual([
      '2013-03-31T00:00',
      '2013-03-31T01:00',
      '2013-03-31T01:00',
      '2013-03-31T02:00',
    ]);
    expect(numberAt(Date.parse('2013-03-31T01:00Z'))).toBe(2);
  });

  it('finds the shift of any moment, years away and back again', () => {
    const { at, numberAt } = handOffs('2013-01-31T09:00Z', [1, 'months'], 'America/New_York');

    for (const n of [700, 3, 0, 12, 11, 1200, 1]) {
      expect([numberAt(at(n)), numberAt(at(n + 1) - 1)]).toEqual([n, n]);
    }
  });
});
