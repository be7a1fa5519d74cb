import { describe, expect, it } from '@jest/globals';
import type { Hours } from '../../../src/domain/rules.js';
import { quietUntil } from '../../../src/pipeline/route/quiet-hours.js';

const nights: Hours = {
  name: 'nights',
  timezone: 'Europe/Berlin',
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  times: [{ from: 22 * 60, to: 7 * 60 }],
};
const at = (text: string) => Date.parse(text);

describe('quietUntil', () => {
  it.each([
    ['2013-04-18T21:59:59.999+02:00', null],
    ['2013-04-18T22:00:00+02:00', '2013-04-19T07:00:00+02:00'],
    ['2013-04-19T06:59:59.999+02:00', '2013-04-19T07:00:00+02:00'],
    ['2013-04-19T07:00:00+02:00', null],
    // The night in which clocks go forward, and the one in which they go back.
    ['2013-03-30T23:00:00+01:00', '2013-03-31T07:00:00+02:00'],
    ['2013-10-26T23:00:00+02:00', '2013-10-27T07:00:00+01:00'],
  ])('of %s is %s', (instant, end) => {
    expect(quietUntil(nights, at(instant))).toBe(end === null ? null : at(end));
  });

  it('goes on through hours that follow each other', () => {
    const weekend: Hours = { ...nights, weekdays: [6, 7], times: [{ from: 0, to: 1440 }] };

    expect(quietUntil(weekend, at('2013-04-20T10:00:00+02:00'))).toBe(at('2013-04-22T00:00:00+02:00'));
  });

  it('is null where they are never over', () => {
    const always: Hours = { ...nights, times: [{ from: 0, to: 1440 }] };

    expect(quietUntil(always, at('2013-04-20T10:00:00+02:00'))).toBeNull();
  });
});
