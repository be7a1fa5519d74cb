import { describe, expect, it } from '@jest/globals';
import type { RecurringWindow } from '../../../src/domain/rules.js';
import { currentOccurrences, nextOccurrences } from '../../../src/pipeline/suppress/recurring.js';

function recurring(window: Partial<RecurringWindow> = {}): RecurringWindow {
  return {
    name: 'parsoid-deploy',
    services: ['parsoid'],
    match: [],
    weekdays: [1, 3],
    atMinutes: 13 * 60,
    timezone: 'America/Los_Angeles',
    lengthSeconds: 1800,
    reason: 'deploy slot',
    ...window,
  };
}

function currentIds(window: RecurringWindow, at: string): readonly string[] {
  return currentOccurrences({ maintenance: [window] }, Date.parse(at)).map(({ id }) => id);
}

describe('currentOccurrences', () => {
  it.each([
    ['2013-04-15T19:59:59Z', []],
    ['2013-04-15T20:00:00Z', ['parsoid-deploy@2013-04-15T20:00:00Z']],
    ['2013-04-15T20:29:59Z', ['parsoid-deploy@2013-04-15T20:00:00Z']],
    ['2013-04-15T20:30:00Z', []],
    ['2013-04-16T20:10:00Z', []],
    ['2013-01-14T21:10:00Z', ['parsoid-deploy@2013-01-14T21:00:00Z']],
  ])('at %s are %j', (at, expected) => {
    expect(currentIds(recurring(), at)).toEqual(expected);
  });

  it('are windows of the rules with an end', () => {
    const [window] = currentOccurrences({ maintenance: [recurring()] }, Date.parse('2013-04-15T20:10:00Z'));

    expect(window).toMatchObject({ via: 'rules', createdBy: 'rules', services: ['parsoid'], reason: 'deploy slot' });
    expect((window?.endsAt ?? 0) - (window?.startsAt ?? 0)).toBe(1_800_000);
  });

  it('reach over midnight and over several days', () => {
    const long = recurring({ weekdays: [5], atMinutes: 23 * 60, lengthSeconds: 3 * 86_400, timezone: 'UTC' });

    expect(currentIds(long, '2026-01-12T22:59:00Z')).toEqual(['parsoid-deploy@2026-01-09T23:00:00Z']);
    expect(currentIds(long, '2026-01-12T23:00:00Z')).toEqual([]);
  });
});

describe('nextOccurrences', () => {
  const nightly = recurring({ weekdays: [7], atMinutes: 150 });
  const starts = (window: RecurringWindow, from: string, count: number) =>
    nextOccurrences(window, Date.parse(from), count).map(({ startsAt }) => new Date(startsAt).toISOString());

  it('follow the clock on the wall over a change, with a fixed length', () => {
    const sunday = recurring({ weekdays: [7], atMinutes: 13 * 60 });

    expect(starts(sunday, '2026-03-01T00:00:00Z', 2)).toEqual(['2026-03-01T21:00:00.000Z', '2026-03-08T20:00:00.000Z']);
  });

  it('start when the clocks jump, where the time is skipped', () => {
    expect(starts(nightly, '2026-03-07T12:00:00Z', 1)).toEqual(['2026-03-08T10:00:00.000Z']);
  });

  it('start at the first of two equal times', () => {
    const twice = recurring({ weekdays: [7], atMinutes: 90 });

    expect(starts(twice, '2026-10-31T12:00:00Z', 1)).toEqual(['2026-11-01T08:30:00.000Z']);
  });

  it('start after the instant asked for, and are none without weekdays', () => {
    expect(starts(recurring(), '2013-04-15T20:00:00Z', 1)).toEqual(['2013-04-17T20:00:00.000Z']);
    expect(starts(recurring({ weekdays: [] }), '2013-04-15T20:00:00Z', 1)).toEqual([]);
  });
});
