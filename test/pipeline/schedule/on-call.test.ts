import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Hours } from '../../../src/domain/rules.js';
import type { Override, Rotation } from '../../../src/domain/schedule.js';
import { onCallAt } from '../../../src/pipeline/schedule/on-call.js';
import { dutyAt, shiftsBetween } from '../../../src/pipeline/schedule/shifts.js';
import { businessHours } from '../route/rules-builder.js';
import { anOverride, compileDuty, daily } from './build-schedules.js';

const names = ['ann', 'ben', 'cid', 'dot', 'eve'];
/** Within the second day of `daily`, and within an override of the default time. */
const NOON = Date.parse('2013-04-16T13:00:00Z');
const HOUR = 3_600_000;

const layers = { rotations: [daily(['ann', 'ben', 'cid'], { hours: 'business' }), daily(['dot', 'eve'])] };
const office = { ...businessHours, timezone: 'UTC' };

describe('onCallAt', () => {
  it.each([
    ['before the first turn', '2013-04-15T08:59:59Z', []],
    ['at its first moment', '2013-04-15T09:00:00Z', ['ann']],
    ['at the hand-off', '2013-04-16T09:00:00Z', ['ben']],
    ['outside the hours of the first layer', '2013-04-15T17:00:00Z', ['dot']],
    ['at the weekend', '2013-04-20T12:00:00Z', ['eve']],
  ])('takes the first layer that has somebody: %s', (_when, at, expected) => {
    const schedule = compileDuty({ duty: layers }, { hours: [office] });

    expect(onCallAt(schedule, Date.parse(at))).toEqual(expected);
  });

  describe('in hours that pass midnight', () => {
    const night: Hours = {
      name: 'night',
      timezone: 'UTC',
      weekdays: [1, 2, 3, 4, 5],
      times: [{ from: 1320, to: 360 }],
    };
    const startsAt = Date.parse('2013-04-15T00:00:00Z');
    const whoAt = (at: string, every: Rotation['every']) => {
      const rotations = [daily(['ann', 'ben', 'cid', 'dot', 'eve'], { hours: 'night', startsAt, every })];
      return onCallAt(compileDuty({ duty: { rotations } }, { hours: [night] }), Date.parse(at));
    };

    it.each([
      ['2013-04-15T23:00:00Z', ['ann']],
      ['2013-04-16T00:00:00Z', ['ann']],
      ['2013-04-16T05:59:59Z', ['ann']],
      ['2013-04-16T06:00:00Z', []],
      ['2013-04-16T22:00:00Z', ['ben']],
      ['2013-04-20T03:00:00Z', ['eve']],
      ['2013-04-21T03:00:00Z', []],
    ])('has one for the whole night, of the day on which it starts: %s', (at, expected) => {
      expect(whoAt(at, { count: 1, unit: 'days' })).toEqual(expected);
    });

    it('hands off within the night where shifts are counted by hours', () => {
      const every = { count: 4, unit: 'hours' } as const;

      expect([whoAt('2013-04-15T23:00:00Z', every), whoAt('2013-04-16T03:00:00Z', every)]).toEqual([['ann'], ['ben']]);
    });
  });

  it('ends with the rotation', () => {
    const endsAt = Date.parse('2013-04-17T09:00:00Z');
    const schedule = compileDuty({ duty: { rotations: [daily(['ann'], { endsAt })] } });

    expect([onCallAt(schedule, endsAt - 1), onCallAt(schedule, endsAt)]).toEqual([['ann'], []]);
  });

  it.each([
    ['adds somebody', [anOverride('add', { person: 'eve' })], ['ben', 'eve']],
    ['adds nobody twice', [anOverride('add', { person: 'ben' })], ['ben']],
    ['replaces the one', [anOverride('replace', { person: 'eve', replaces: 'ben' })], ['eve']],
    ['leaves others alone', [anOverride('replace', { person: 'eve', replaces: 'ann' })], ['ben']],
    ['covers whoever it is', [anOverride('cover', { person: 'eve' })], ['eve']],
    ['lets the next layer stand in for one who is removed', [anOverride('remove', { replaces: 'ben' })], ['dot']],
    [
      'goes on from what an earlier one made',
      [
        anOverride('replace', { person: 'cid', replaces: 'ben' }),
        anOverride('replace', { person: 'eve', replaces: 'cid' }),
      ],
      ['eve'],
    ],
    ['ignores people whom the rules no longer know', [anOverride('cover', { person: 'gone' })], ['ben']],
    ['is nobody when all are removed', ['ben', 'dot'].map((replaces) => anOverride('remove', { replaces })), []],
  ] as const)('with an override %s', (_what, overrides, expected) => {
    const rotations = [daily(['ann', 'ben', 'cid']), daily(['dot'])];
    const schedule = compileDuty({ duty: { rotations } }, { overrides });

    expect(onCallAt(schedule, NOON)).toEqual(expected);
  });

  it('is changed by overrides in their time only', () => {
    const plain = compileDuty({ duty: layers }, { hours: [office] });
    fc.assert(
      fc.property(fc.array(arbitraryOverride(), { maxLength: 6 }), fc.integer({ min: -48, max: 96 }), (some, hours) => {
        const at = NOON + hours * HOUR;
        const outside = some.filter(({ startsAt, endsAt }) => at < startsAt || at >= endsAt);
        const schedule = compileDuty({ duty: layers }, { hours: [office], overrides: outside });

        expect(onCallAt(schedule, at)).toEqual(onCallAt(plain, at));
      }),
    );
  });
});

describe('a schedule that follows another', () => {
  const pair = { duty: { rotations: [daily(['ann', 'ben', 'cid'])] }, second: { follows: 'duty' } };
  const third = { ...pair, third: { follows: 'second' } };

  it('has whoever is next, and the one after that behind', () => {
    expect(onCallAt(compileDuty(third, { named: 'duty' }), NOON)).toEqual(['ben']);
    expect(onCallAt(compileDuty(third, { named: 'second' }), NOON)).toEqual(['cid']);
    expect(onCallAt(compileDuty(third, { named: 'third' }), NOON)).toEqual(['ann']);
  });

  it.each([
    ['takes the one after when the next covers', [anOverride('cover', { person: 'cid' })], ['ann']],
    ['never takes the one who is taken off', [anOverride('replace', { person: 'ann', replaces: 'ben' })], ['cid']],
    ['has overrides of its own', [anOverride('cover', { schedule: 'second', person: 'eve' })], ['eve']],
    ['refuses the same person twice', [anOverride('cover', { schedule: 'second', person: 'ben' })], ['cid']],
  ])('%s', (_what, overrides, expected) => {
    expect(onCallAt(compileDuty(pair, { named: 'second', overrides }), NOON)).toEqual(expected);
  });

  it('has nobody where nobody is on call ahead, and nobody behind a single person', () => {
    const alone = { duty: { rotations: [daily(['ann'])] }, second: { follows: 'duty' } };

    expect(onCallAt(compileDuty(pair, { named: 'second' }), Date.parse('2013-04-15T08:00Z'))).toEqual([]);
    expect(onCallAt(compileDuty(alone, { named: 'second' }), NOON)).toEqual([]);
  });

  it('never has anybody who is on call ahead, whatever the overrides', () => {
    const schedules = { duty: layers, second: { follows: 'duty' }, third: { follows: 'second' } };
    fc.assert(
      fc.property(
        fc.array(arbitraryOverride(), { maxLength: 8 }),
        fc.integer({ min: 0, max: 48 }),
        (overrides, hours) => {
          const at = NOON + hours * HOUR;
          const [first, second, behind] = ['duty', 'second', 'third'].map((named) =>
            onCallAt(compileDuty(schedules, { named, overrides, hours: [office] }), at),
          );
          const everybody = [...(first ?? []), ...(second ?? []), ...(behind ?? [])];

          expect(new Set(everybody).size).toBe(everybody.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('shiftsBetween', () => {
  it('shows gaps, joins the same people and cuts the ends', () => {
    const schedule = compileDuty(
      { duty: { rotations: [daily(['ann', 'ann', 'ben'], { hours: 'business' })] } },
      { hours: [office] },
    );
    const [from, to] = ['2013-04-16T10:00:00Z', '2013-04-17T16:00:00Z'].map((text) => Date.parse(text));

    const shifts = shiftsBetween(schedule, from ?? 0, to ?? 0);

    expect(shifts.map(({ people, startsAt, endsAt }) => [people.join(), clock(startsAt), clock(endsAt)])).toEqual([
      ['ann', '16T10:00', '16T17:00'],
      ['', '16T17:00', '17T09:00'],
      ['ben', '17T09:00', '17T16:00'],
    ]);
  });

  it('says moment by moment what is so, with any overrides', () => {
    const schedules = { duty: layers, second: { follows: 'duty' } };
    fc.assert(
      fc.property(
        fc.array(arbitraryOverride(), { maxLength: 6 }),
        fc.constantFrom('duty', 'second'),
        fc.integer({ min: 0, max: 72 * 60 }),
        (overrides, named, minutes) => {
          const schedule = compileDuty(schedules, { named, overrides, hours: [office] });
          const at = NOON - 24 * HOUR + minutes * 60_000;
          const shifts = shiftsBetween(schedule, NOON - 24 * HOUR, NOON + 96 * HOUR);
          const shift = shifts.find(({ startsAt, endsAt }) => startsAt <= at && at < endsAt);

          expect([...(shift?.people ?? ['?'])].sort()).toEqual([...onCallAt(schedule, at)].sort());
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('dutyAt', () => {
  it('says until when, and who comes after a gap', () => {
    const schedule = compileDuty(
      { duty: { rotations: [daily(['ann', 'ben'], { hours: 'business' })] } },
      { hours: [office] },
    );

    const { people, until, next } = dutyAt(schedule, Date.parse('2013-04-19T12:00:00Z'));

    expect([people, clock(until ?? 0), next?.people, clock(next?.startsAt ?? 0)]).toEqual([
      ['ann'],
      '19T17:00',
      ['ben'],
      '22T09:00',
    ]);
  });

  it('knows no end of a single person and no next one', () => {
    const schedule = compileDuty({ duty: { rotations: [daily(['ann'])] } });

    expect(dutyAt(schedule, NOON)).toEqual({ people: ['ann'], until: null, next: null });
  });

  it('looks months ahead where shifts are long', () => {
    const every = { count: 3, unit: 'months' } as const;
    const schedule = compileDuty({ duty: { rotations: [daily(['ann', 'ben'], { every })] } });

    const { until, next } = dutyAt(schedule, NOON);

    expect([new Date(until ?? 0).toISOString(), next?.people]).toEqual(['2013-07-15T09:00:00.000Z', ['ben']]);
  });
});

function clock(at: number): string {
  return new Date(at).toISOString().slice(8, 16);
}

function arbitraryOverride(): fc.Arbitrary<Override> {
  const person = fc.constantFrom(...names);
  const parts = fc.record({
    kind: fc.constantFrom('add', 'remove', 'replace', 'cover'),
    schedule: fc.constantFrom('duty', 'second', 'third'),
    person,
    replaces: person,
    from: fc.integer({ min: -24, max: 48 }),
    hours: fc.integer({ min: 1, max: 48 }),
  });
  return parts.map(({ kind, schedule, person: on, replaces: off, from, hours }) => {
    const startsAt = NOON + from * HOUR;
    const time = { schedule, startsAt, endsAt: startsAt + hours * HOUR };
    if (kind === 'remove') return anOverride(kind, { ...time, replaces: off });
    return anOverride(kind, { ...time, person: on, replaces: kind === 'replace' ? off : null });
  });
}
