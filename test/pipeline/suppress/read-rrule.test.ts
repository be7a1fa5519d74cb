import { describe, expect, it } from '@jest/globals';
import { readRrule } from '../../../src/pipeline/suppress/read-rrule.js';
import { nextOccurrences, occurrencesAround, occurrencesBetween } from '../../../src/pipeline/suppress/recurring.js';

const at = { atMinutes: 9 * 60, timezone: 'Europe/Berlin' };

function read(rrule: string, startsOn: string | null = '2026-12-01') {
  const days = readRrule(rrule, { ...at, startsOn });
  if ('wrong' in days) throw new Error(days.wrong);
  return { ...at, ...days, lengthSeconds: 3600 };
}

function starts(rrule: string, count = 4, startsOn: string | null = '2026-12-01'): readonly string[] {
  const found = nextOccurrences(read(rrule, startsOn), Date.parse('2026-11-27T12:00:00Z'), count);
  return found.map(({ startsAt }) => new Date(startsAt).toISOString().slice(0, 16));
}

describe('readRrule', () => {
  it.each([
    ['FREQ=DAILY;INTERVAL=3', ['2026-12-01T08:00', '2026-12-04T08:00', '2026-12-07T08:00', '2026-12-10T08:00']],
    ['FREQ=DAILY;BYMONTHDAY=1,-1', ['2026-12-01T08:00', '2026-12-31T08:00', '2027-01-01T08:00', '2027-01-31T08:00']],
    ['FREQ=WEEKLY;INTERVAL=2', ['2026-12-01T08:00', '2026-12-15T08:00', '2026-12-29T08:00', '2027-01-12T08:00']],
    [
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE',
      ['2026-12-02T08:00', '2026-12-14T08:00', '2026-12-16T08:00', '2026-12-28T08:00'],
    ],
    ['FREQ=MONTHLY', ['2026-12-01T08:00', '2027-01-01T08:00', '2027-02-01T08:00', '2027-03-01T08:00']],
    ['FREQ=MONTHLY;BYDAY=1MO', ['2026-12-07T08:00', '2027-01-04T08:00', '2027-02-01T08:00', '2027-03-01T08:00']],
    ['FREQ=MONTHLY;BYDAY=-1FR', ['2026-12-25T08:00', '2027-01-29T08:00', '2027-02-26T08:00', '2027-03-26T08:00']],
    ['FREQ=MONTHLY;BYMONTHDAY=31', ['2026-12-31T08:00', '2027-01-31T08:00', '2027-03-31T07:00', '2027-05-31T07:00']],
    [
      'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
      ['2027-08-13T07:00', '2028-10-13T07:00', '2029-04-13T07:00', '2029-07-13T07:00'],
    ],
    [
      'rrule:freq=monthly;interval=6;byday=2tu',
      ['2026-12-08T08:00', '2027-06-08T07:00', '2027-12-14T08:00', '2028-06-13T07:00'],
    ],
    ['FREQ=MONTHLY;COUNT=2;BYMONTHDAY=15', ['2026-12-15T08:00', '2027-01-15T08:00']],
    ['FREQ=DAILY;UNTIL=20261202', ['2026-12-01T08:00', '2026-12-02T08:00']],
    ['FREQ=DAILY;UNTIL=20261202T080000Z', ['2026-12-01T08:00', '2026-12-02T08:00']],
    ['FREQ=DAILY;UNTIL=20261202T075959Z', ['2026-12-01T08:00']],
  ])('reads %s', (rrule, expected) => {
    expect(starts(rrule)).toEqual(expected);
  });

  it('is the same in the midst as from its beginning', () => {
    const window = read('FREQ=WEEKLY;INTERVAL=3;BYDAY=TH');
    const all = nextOccurrences(window, Date.parse('2026-11-27T12:00:00Z'), 40);

    for (const [place, { startsAt }] of all.slice(0, 39).entries()) {
      expect(nextOccurrences(window, startsAt, 1)[0]).toEqual(all[place + 1]);
      expect(occurrencesBetween(window, startsAt + 1, startsAt + 2)).toEqual([all[place]]);
      expect(occurrencesAround(window, startsAt)).toEqual(all.slice(place, place + 2));
    }
  });

  it.each([
    ['FREQ=DAILY', [1, 2, 3, 4, 5, 6, 7]],
    ['FREQ=WEEKLY;BYDAY=WE,MO;WKST=SU', [1, 3]],
    ['FREQ=DAILY;BYDAY=SA;INTERVAL=1', [6]],
  ])('knows plain weekdays in %s', (rrule, weekdays) => {
    expect(readRrule(rrule, { ...at, startsOn: null })).toEqual({ weekdays });
  });

  it.each([
    ['FREQ=YEARLY', 'FREQ=YEARLY is not supported'],
    ['BYDAY=MO', 'FREQ= is not supported'],
    ['FREQ=DAILY;BYHOUR=9', 'BYHOUR is not supported'],
    ['FREQ=DAILY;BYSETPOS=1', 'BYSETPOS is not supported'],
    ['DTSTART:20261201T090000Z', 'DTSTART:20261201T090000Z is not supported'],
    ['FREQ=DAILY;FREQ=WEEKLY', 'FREQ is given twice'],
    ['FREQ=DAILY;INTERVAL=', 'expected INTERVAL=value'],
    ['FREQ=DAILY;INTERVAL=0', 'INTERVAL=0: expected a number from 1 to 366'],
    ['FREQ=DAILY;COUNT=-1', 'COUNT=-1: expected a number from 1 to 1000'],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=1000', 'COUNT=1000: the last time lies more than 20 years'],
    ['FREQ=DAILY;COUNT=2;UNTIL=20261231', 'COUNT and UNTIL'],
    ['FREQ=DAILY;UNTIL=tomorrow', 'UNTIL=TOMORROW: expected a day'],
    ['FREQ=DAILY;UNTIL=20261350', 'UNTIL=20261350: expected a day'],
    ['FREQ=WEEKLY;BYDAY=1MO', 'BYDAY=1MO: the 1 goes with FREQ=MONTHLY only'],
    ['FREQ=MONTHLY;BYDAY=6MO', 'BYDAY=6MO: expected weekdays'],
    ['FREQ=WEEKLY;BYDAY=MON', 'BYDAY=MON: expected weekdays'],
    ['FREQ=WEEKLY;BYMONTHDAY=1', 'BYMONTHDAY does not go with FREQ=WEEKLY'],
    ['FREQ=MONTHLY;BYMONTHDAY=32', 'BYMONTHDAY=32: expected days'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=SU', 'WKST=SU is not supported with INTERVAL'],
    ['FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31', 'names no day'],
  ])('says what is wrong with %s', (rrule, message) => {
    expect(readRrule(rrule, { ...at, startsOn: '2026-11-01' })).toEqual({ wrong: expect.stringContaining(message) });
  });

  it('refuses a first day in another age', () => {
    expect(readRrule('FREQ=DAILY', { ...at, startsOn: '9999-12-31' })).toEqual({
      wrong: '`startsOn` lies too far away',
    });
  });

  it('gives an answer quickly, whatever is asked', () => {
    const began = performance.now();
    for (const rrule of ['FREQ=DAILY;BYMONTHDAY=31;BYDAY=MO;COUNT=1000', 'FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31']) {
      readRrule(rrule, { ...at, startsOn: '2026-11-01' });
    }

    expect(performance.now() - began).toBeLessThan(2000);
  });

  it.each(['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO', 'FREQ=DAILY;COUNT=3', 'FREQ=WEEKLY', 'FREQ=MONTHLY'])(
    'asks for the day from which %s counts',
    (rrule) => {
      expect(readRrule(rrule, { ...at, startsOn: null })).toEqual({ wrong: expect.stringContaining('`startsOn`') });
    },
  );
});
