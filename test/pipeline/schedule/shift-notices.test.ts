import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Shift } from '../../../src/domain/schedule.js';
import { renderShift } from '../../../src/pipeline/deliver/render-shift.js';
import { type ShiftNotice, shiftNotices } from '../../../src/pipeline/schedule/shift-notices.js';
import { shiftsBetween } from '../../../src/pipeline/schedule/shifts.js';
import { anOverride, compileDuty, daily } from './build-schedules.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Ann's turn; Ben's begins at 09:00 of the next day. */
const NOON = Date.parse('2013-04-15T12:00:00Z');
const HANDOFF = Date.parse('2013-04-16T09:00:00Z');
const pair = { duty: { rotations: [daily(['ann', 'ben'])] } };

function look(at: number, schedule = compileDuty(pair)) {
  const shifts = shiftsBetween(schedule, at, at + 28 * DAY).map((shift) => ({ ...shift, people: [...shift.people] }));
  return { shifts, horizon: at + 28 * DAY };
}

function told(notices: readonly ShiftNotice[]): readonly string[] {
  return notices.map(({ person, kind }) => `${person} ${kind}`).sort();
}

describe('shiftNotices', () => {
  it.each([
    ['nothing while a shift goes on', NOON + HOUR, []],
    ['the end and the beginning at a hand-off', HANDOFF, ['ann ended', 'ben begins']],
    ['the same when it is looked late', HANDOFF + 5 * HOUR, ['ann ended', 'ben begins']],
    ['nothing when two hand-offs were slept through', HANDOFF + DAY, []],
  ])('tells %s', (_what, at, expected) => {
    expect(told(shiftNotices(look(NOON), look(at).shifts, at))).toEqual(expected);
  });

  it.each([
    [
      'both of a swap',
      anOverride('replace', { person: 'ben', replaces: 'ann', startsAt: NOON, endsAt: NOON + HOUR }),
      ['ann moved', 'ben moved'],
    ],
    ['who comes in addition', anOverride('add', { person: 'eve', startsAt: NOON, endsAt: NOON + HOUR }), ['eve moved']],
    ['nobody of what is over', anOverride('add', { person: 'eve', startsAt: NOON - DAY, endsAt: NOON }), []],
    [
      'nobody of what lies further than was looked',
      anOverride('add', { person: 'eve', startsAt: NOON + 29 * DAY, endsAt: NOON + 30 * DAY }),
      [],
    ],
  ])('tells an edit to %s', (_who, override, expected) => {
    const after = look(NOON + 1000, compileDuty(pair, { overrides: [override] }));

    expect(told(shiftNotices(look(NOON), after.shifts, NOON + 1000))).toEqual(expected);
  });

  it('tells everybody of a new schedule, and of one that is gone', () => {
    expect(told(shiftNotices(null, look(NOON).shifts, NOON))).toEqual(['ann moved', 'ben moved']);
    expect(told(shiftNotices(look(NOON), [], NOON))).toEqual(['ann moved', 'ben moved']);
  });

  it('moves nobody by time alone, however often and whenever it is looked', () => {
    const schedule = compileDuty({ duty: { timezone: 'Europe/Berlin', rotations: [daily(['ann', 'ben', 'cid'])] } });
    fc.assert(
      fc.property(fc.nat({ max: 300 * 24 * 60 }), fc.nat({ max: 20 * 24 * 60 }), (start, minutes) => {
        const from = NOON + start * 60_000;
        const at = from + minutes * 60_000;
        const notices = shiftNotices(look(from, schedule), look(at, schedule).shifts, at);

        expect(notices.filter(({ kind }) => kind === 'moved')).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('tells exactly those whose turns an edit moves', () => {
    const people = ['ann', 'ben', 'cid', 'dot', 'eve'];
    const arbitrary = fc.record({
      kind: fc.constantFrom('add' as const, 'replace' as const, 'cover' as const),
      person: fc.constantFrom(...people),
      replaces: fc.constantFrom(...people),
      from: fc.nat({ max: 600 }),
      hours: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ kind, person, replaces, from, hours }) => {
        const startsAt = NOON + from * HOUR;
        const time = { startsAt, endsAt: startsAt + hours * HOUR };
        const override = anOverride(kind, { ...time, person, replaces: kind === 'replace' ? replaces : null });
        const after = look(NOON, compileDuty(pair, { overrides: [override] }));
        const moved = people.filter((one) => hoursOf(look(NOON).shifts, one) !== hoursOf(after.shifts, one));

        expect(told(shiftNotices(look(NOON), after.shifts, NOON))).toEqual(moved.map((one) => `${one} moved`).sort());
      }),
      { numRuns: 100 },
    );
  });
});

/** Whether the person is on call, hour by hour. */
function hoursOf(shifts: readonly Shift[], person: string): string {
  return Array.from({ length: 28 * 24 }, (_, n) => {
    const at = NOON + n * HOUR;
    return shifts.some((shift) => shift.startsAt <= at && at < shift.endsAt && shift.people.includes(person)) ? 1 : 0;
  }).join('');
}

describe('renderShift', () => {
  const turns = [
    { startsAt: NOON, endsAt: HANDOFF },
    { startsAt: HANDOFF + DAY, endsAt: HANDOFF + 2 * DAY },
  ];
  const mail = (notice: Partial<ShiftNotice>) =>
    renderShift({
      schedule: 'duty',
      notice: { person: 'ann', kind: 'begins', isOnCall: true, wasPlanned: true, turns, ...notice },
      timezone: 'Europe/Berlin',
      horizon: HANDOFF + 2 * DAY,
      others: ['ben'],
    });

  it('says until when, who else, and what comes, in the zone of the person', () => {
    expect(mail({})).toBe(
      [
        'Your shift in duty has begun, until Tue 16 Apr 2013 11:00 CEST',
        '',
        'On call in duty now: ben.',
        '',
        'Your next shifts:',
        '- Wed 17 Apr 2013 11:00 CEST - ...',
        '',
        'Somebody else for a while: pagectl override add duty --replace ann --with PERSON --for 4h',
        'No more such mails: shiftMails: off in your entry of the routing rules.',
      ].join('\n'),
    );
  });

  it.each([
    [{ kind: 'ended' as const, isOnCall: false }, 'Your shift in duty has ended'],
    [
      { kind: 'moved' as const },
      'Your shifts in duty have changed: you are on call now, until Tue 16 Apr 2013 11:00 CEST',
    ],
    [{ kind: 'moved' as const, isOnCall: false }, 'Your shifts in duty have changed'],
    [{ kind: 'moved' as const, isOnCall: false, wasPlanned: false }, 'You have shifts in duty'],
    [{ kind: 'moved' as const, isOnCall: false, turns: [] }, 'You have no more shifts in duty'],
  ])('begins with what has happened: %j', (notice, expected) => {
    expect(mail(notice).split('\n')[0]).toBe(expected);
  });
});
