import { describe, expect, it } from '@jest/globals';
import type { Hours } from '../../../src/domain/rules.js';
import { formatWallClock, inHours } from '../../../src/pipeline/route/hours.js';
import { businessHours } from './rules-builder.js';

function nights(timezone: string): Hours {
  return { name: 'nights', timezone, weekdays: [5], times: [{ from: 22 * 60, to: 6 * 60 }] };
}

describe('inHours', () => {
  it.each([
    ['2013-04-18T15:59:00Z', false],
    ['2013-04-18T16:00:00Z', true],
    ['2013-04-18T23:46:00Z', true],
    ['2013-04-19T00:00:00Z', false],
    ['2013-04-20T18:00:00Z', false],
    ['2013-01-17T16:30:00Z', false],
    ['2013-01-17T17:00:00Z', true],
  ])('business hours in Los Angeles at %s: %s', (at, expected) => {
    expect(inHours(businessHours, Date.parse(at))).toBe(expected);
  });

  it.each([
    ['Friday evening', '2026-01-09T22:00:00Z', true],
    ['the small hours after Friday', '2026-01-10T05:59:00Z', true],
    ['Saturday at the end', '2026-01-10T06:00:00Z', false],
    ['the small hours before Friday evening', '2026-01-09T03:00:00Z', false],
    ['Saturday evening', '2026-01-10T23:00:00Z', false],
  ])('overnight hours belong to the day they start: %s', (_when, at, expected) => {
    expect(inHours(nights('UTC'), Date.parse(at))).toBe(expected);
  });

  it('covers the whole day from 00:00 to 24:00', () => {
    const friday: Hours = { name: 'all-day', timezone: 'UTC', weekdays: [5], times: [{ from: 0, to: 1440 }] };

    const inside = ['2026-01-09T00:00:00Z', '2026-01-09T23:59:59Z'].map((at) => inHours(friday, Date.parse(at)));
    const outside = ['2026-01-08T23:59:59Z', '2026-01-10T00:00:00Z'].map((at) => inHours(friday, Date.parse(at)));

    expect([...inside, ...outside]).toEqual([true, true, false, false]);
  });

  it('leaves no gap beside its complement on days when clocks change', () => {
    const zone = 'America/Los_Angeles';
    const everyDay = [1, 2, 3, 4, 5, 6, 7];
    const early: Hours = { name: 'early', timezone: zone, weekdays: everyDay, times: [{ from: 0, to: 150 }] };
    const late: Hours = { name: 'late', timezone: zone, weekdays: everyDay, times: [{ from: 150, to: 1440 }] };
    const days = ['2026-03-08T08:00:00Z', '2026-11-01T07:00:00Z'].map((at) => Date.parse(at));

    const counts = days.flatMap((start) =>
      Array.from({ length: 96 }, (_, n) => start + n * 900_000).map(
        (at) => Number(inHours(early, at)) + Number(inHours(late, at)),
      ),
    );

    expect(new Set(counts)).toEqual(new Set([1]));
  });
});

describe('formatWallClock', () => {
  it('names weekday and time there', () => {
    expect(formatWallClock('Europe/Berlin', Date.parse('2013-04-18T23:46:00Z'))).toBe('Fri 01:46');
  });
});
