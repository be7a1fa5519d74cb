import { describe, expect, it } from '@jest/globals';
import { Temporal } from 'temporal-polyfill';
import type { Hours } from '../../../src/domain/rules.js';
import type { Rotation } from '../../../src/domain/schedule.js';
import { inHours } from '../../../src/pipeline/route/hours.js';
import { compileLayer, personOf } from '../../../src/pipeline/schedule/layer.js';
import { onCallAt } from '../../../src/pipeline/schedule/on-call.js';
import { shiftsBetween } from '../../../src/pipeline/schedule/shifts.js';
import { compileDuty } from './build-schedules.js';
import { changeDays, quartersOf, ZONES } from './zones.js';

const LENGTHS: readonly Rotation['every'][] = [
  { count: 1, unit: 'hours' },
  { count: 8, unit: 'hours' },
  { count: 1, unit: 'days' },
  { count: 1, unit: 'weeks' },
  { count: 1, unit: 'months' },
];
/** Times of day of the hand-off: at, inside and around every gap and overlap there is. */
const TIMES = ['00:00', '00:30', '01:30', '02:00', '02:15', '02:30', '03:00', '23:45'];

function rotationsIn(zone: string): readonly Rotation[] {
  return TIMES.flatMap((time) => {
    const start = Temporal.PlainDateTime.from(`2022-12-05T${time}`).toZonedDateTime(zone).epochMilliseconds;
    return LENGTHS.map((every) => ({
      members: ['ann', 'ben', 'cid'],
      every,
      startsAt: start,
      endsAt: null,
      hours: null,
    }));
  });
}

describe.each(ZONES)('on the days when clocks change in %s', (zone) => {
  const quarters = changeDays(zone).flatMap(quartersOf);

  it('has two such days', () => {
    expect(quarters.length).toBeGreaterThanOrEqual(4 * 92);
  });

  it('has exactly one on call per layer in every quarter of an hour', () => {
    for (const rotation of rotationsIn(zone)) {
      const schedule = compileDuty({ duty: { timezone: zone, rotations: [rotation] } });

      expect(quarters.filter((at) => onCallAt(schedule, at).length !== 1)).toEqual([]);
    }
  });

  it('has one on call within the hours of a layer, nobody outside of them', () => {
    const night: Hours = {
      name: 'night',
      timezone: zone,
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      times: [{ from: 22 * 60, to: 2 * 60 + 30 }],
    };
    const named = new Map([['night', night]]);
    for (const rotation of rotationsIn(zone)) {
      const layer = compileLayer({ ...rotation, hours: 'night' }, zone, named);

      expect(quarters.filter((at) => (personOf(layer, at) !== null) !== inHours(night, at))).toEqual([]);
    }
  });

  it('tells the same by shifts as moment by moment', () => {
    for (const rotation of rotationsIn(zone)) {
      const schedule = compileDuty({ duty: { timezone: zone, rotations: [rotation] } });
      for (const { start, end } of changeDays(zone)) {
        const shifts = shiftsBetween(schedule, start, end);
        const told = quartersOf({ start, end }).map((at) => {
          return shifts.find(({ startsAt, endsAt }) => startsAt <= at && at < endsAt)?.people;
        });

        expect(told).toEqual(quartersOf({ start, end }).map((at) => onCallAt(schedule, at)));
      }
    }
  });
});
