import { describe, expect, it } from '@jest/globals';
import { aNotification, aRecord, decide, EVENING, PERMANENT, RETRY, UNKNOWN } from './builders.js';

describe('a message that is late', () => {
  const fallback = aRecord([
    { dueAt: EVENING, state: 'claimed' },
    { dueAt: null, state: 'fallback', channel: 'email' },
  ]);
  const notification = aNotification({ attempts: 4 });
  const late = aNotification({ attempts: 9, lateAt: EVENING + 40_000 });

  it('calls the next method once, and is tried on twice a minute at most', () => {
    const first = decide({ outcome: RETRY, notification, pages: [fallback] });
    const later = decide({ outcome: RETRY, notification: late, pages: [fallback], now: EVENING + 100_000 });

    expect(first).toMatchObject({ late: true, callNow: ['page1/1'], deadLetter: null, dueAt: EVENING + 46_000 });
    expect(later).toMatchObject({ late: true, callNow: [], deadLetter: null, dueAt: EVENING + 145_000 });
  });

  it('is one dead letter, however often it is tried', () => {
    expect(decide({ outcome: RETRY, notification: late })).toMatchObject({
      deadLetter: null,
      wakeIncidents: ['inc1'],
    });
    expect(decide({ outcome: PERMANENT, notification: late })).toMatchObject({ to: 'failed', deadLetter: null });
  });

  it.each([
    ['a page after a day', 'problem', 24 * 60 * 60_000],
    ['all else after half an hour', 'recovery', 30 * 60_000],
  ] as const)('gives up %s', (_what, reason, ms) => {
    const pages = [aRecord([{ dueAt: EVENING, state: 'claimed' }], { reason })];
    const at = (age: number) => decide({ outcome: RETRY, notification: late, pages, now: EVENING + age });

    expect(at(ms - 60_000)).toMatchObject({ to: 'retrying' });
    expect(at(ms)).toMatchObject({ to: 'failed', dueAt: null, late: false });
  });

  it('asks again after what a provider may have taken, where it can be asked', () => {
    const doubted = aNotification({ attempts: 2, possibleDuplicate: true });

    expect(decide({ outcome: UNKNOWN, notification: doubted, pages: [fallback], askable: true })).toMatchObject({
      to: 'unknown',
      late: true,
      callNow: ['page1/1'],
      dueAt: EVENING + 46_000,
    });
  });

  it('never asks sooner than ten seconds after it was sent', () => {
    const doubted = { ...late, possibleDuplicate: true };
    const { dueAt } = decide({ outcome: UNKNOWN, notification: doubted, askable: true, random: () => 0 });

    expect(dueAt).toBe(EVENING + 31_000);
  });
});
