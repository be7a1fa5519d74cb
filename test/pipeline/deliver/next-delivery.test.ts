import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideAfterAsking } from '../../../src/pipeline/deliver/next-delivery.js';
import { ALONE, aNotification, aRecord, decide, EVENING, RETRY, UNKNOWN } from './builders.js';

describe('decideDelivery', () => {
  it('accepts', () => {
    expect(decide({ outcome: { kind: 'accepted', providerId: 'SM1' } })).toEqual({
      to: 'accepted',
      attempts: 1,
      provider: null,
      providerId: 'SM1',
      error: null,
      possibleDuplicate: false,
      dueAt: null,
      callNow: [],
      wakeIncidents: [],
      deadLetter: null,
      late: false,
    });
  });

  it.each([
    [1, 500],
    [2, 2_500],
    [3, 15_000],
  ])('retries after attempt %p with full jitter', (attempts, delay) => {
    expect(decide({ outcome: RETRY, notification: aNotification({ attempts }) })).toMatchObject({
      to: 'retrying',
      attempts,
      dueAt: EVENING + 1_000 + delay,
      error: '20429: too many requests',
      callNow: [],
    });
  });

  it('waits as long as the provider asks', () => {
    expect(decide({ outcome: { ...RETRY, afterSeconds: 20 } })).toMatchObject({
      to: 'retrying',
      dueAt: EVENING + 21_000,
    });
  });

  it('never retries sooner than now, and is late from the fourth attempt or 90 s on, until a day is over', () => {
    const attempts = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(
        attempts,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 200_000 }),
        (n, random, age) => {
          const { to, dueAt, late } = decide({
            outcome: RETRY,
            notification: aNotification({ attempts: n }),
            now: EVENING + age,
            random: () => random,
          });

          expect(to).toBe('retrying');
          expect(dueAt).toBeGreaterThanOrEqual(EVENING + age);
          if (late) expect(dueAt).toBeLessThanOrEqual(EVENING + age + 60_000);
          else expect([n < 4, (dueAt ?? 0) <= EVENING + 90_000]).toEqual([true, true]);
        },
      ),
    );
  });

  it.each([
    ['the fourth attempt', { notification: aNotification({ attempts: 4 }) }],
    ['90 s', { now: EVENING + 90_000 }],
    ['a wish beyond 90 s', { outcome: { ...RETRY, afterSeconds: 120 } }],
  ])('counts as failed after %s, and is tried on', (_what, overrides) => {
    expect(decide({ outcome: RETRY, ...overrides })).toMatchObject({
      to: 'retrying',
      late: true,
      wakeIncidents: ['inc1'],
      deadLetter: 'no contact method left; sms 20429: too many requests; it is tried on',
    });
  });

  it('waits as long as the provider asks when that is beyond 90 s', () => {
    expect(decide({ outcome: { ...RETRY, afterSeconds: 120 } })).toMatchObject({
      dueAt: EVENING + 121_000,
      late: true,
    });
  });

  it('asks after a message that may have been taken', () => {
    expect(decide({ outcome: UNKNOWN })).toMatchObject({
      to: 'unknown',
      attempts: 1,
      possibleDuplicate: false,
      dueAt: EVENING + 11_000,
      callNow: [],
    });
  });

  it('goes on to the next method after the second unknown end, and says that it may have arrived', () => {
    const record = aRecord([
      { dueAt: EVENING, state: 'claimed' },
      { dueAt: null, state: 'fallback' },
    ]);
    const notification = aNotification({ attempts: 2, possibleDuplicate: true });

    expect(decide({ outcome: UNKNOWN, notification, pages: [record] })).toMatchObject({
      to: 'failed',
      callNow: ['page1/1'],
      deadLetter: null,
    });
    expect(decide({ outcome: UNKNOWN, notification })).toMatchObject({
      wakeIncidents: ['inc1'],
      deadLetter: 'no contact method left; sms TIMEOUT: the provider did not answer; it may have arrived',
    });
  });

  it('brings the next later call forward, not all of them', () => {
    const record = aRecord([
      { dueAt: EVENING, state: 'claimed' },
      { dueAt: EVENING + 600_000, state: 'pending' },
      { dueAt: EVENING + 300_000, state: 'pending' },
      { dueAt: null, state: 'fallback' },
    ]);

    expect(decide({ pages: [record] })).toMatchObject({ to: 'failed', callNow: ['page1/2'], deadLetter: null });
  });

  it.each(['sent', 'claimed', 'pending'] as const)(
    'takes the first fallback beside a call that is %s already',
    (state) => {
      const record = aRecord([
        { dueAt: EVENING, state: 'claimed' },
        { dueAt: EVENING, state },
        { dueAt: null, state: 'fallback' },
        { dueAt: null, state: 'fallback' },
      ]);

      expect(decide({ pages: [record] }).callNow).toEqual(['page1/2']);
    },
  );

  it('is no dead letter while another call is under way, has gone out, or was not needed', () => {
    for (const state of ['sent', 'claimed', 'pending', 'dropped', 'cancelled'] as const) {
      const record = aRecord([
        { dueAt: EVENING, state: 'claimed' },
        { dueAt: EVENING, state },
      ]);

      expect(decide({ pages: [record] })).toMatchObject({ callNow: [], wakeIncidents: [], deadLetter: null });
    }
  });

  it('is a dead letter when every call has failed', () => {
    const record = aRecord([
      { dueAt: EVENING, state: 'claimed' },
      { dueAt: EVENING, state: 'failed' },
    ]);

    expect(decide({ pages: [record] })).toMatchObject({
      callNow: [],
      wakeIncidents: ['inc1'],
      deadLetter: 'no contact method left; sms 21211: not a valid phone number',
    });
  });

  it('makes no dead letter of a recovery notice', () => {
    const record = aRecord([{ dueAt: EVENING, state: 'claimed' }], { reason: 'recovery' });

    expect(decide({ pages: [record] }).deadLetter).toBeNull();
  });

  it('decides for every page of a bundle', () => {
    const first = aRecord([
      { dueAt: EVENING, state: 'claimed' },
      { dueAt: null, state: 'fallback' },
    ]);
    const second = aRecord([{ dueAt: EVENING, state: 'claimed' }], { id: 'page2', incidentId: 'inc2' });
    const notification = aNotification({
      calls: [
        { callId: 'page1/0', pageId: 'page1', incidentId: 'inc1' },
        { callId: 'page2/0', pageId: 'page2', incidentId: 'inc2' },
        { callId: 'gone/0', pageId: 'gone', incidentId: 'inc3' },
      ],
    });

    expect(decide({ notification, pages: [first, second] })).toMatchObject({
      callNow: ['page1/1'],
      wakeIncidents: ['inc2'],
      deadLetter: expect.stringContaining('21211'),
    });
  });
});

const ASKED = { now: EVENING + 11_000, random: () => 0.5, pages: [ALONE], askable: true };

describe('decideAfterAsking', () => {
  const unknown = aNotification({ state: 'unknown' });
  const request = { ...ASKED, notification: unknown, receipts: false };

  it('accepts what the provider has', () => {
    expect(decideAfterAsking({ ...request, found: { providerId: 'SM1' } })).toMatchObject({
      to: 'accepted',
      provider: null,
      providerId: 'SM1',
      error: null,
    });
  });

  it.each(['absent', 'no-answer', null] as const)('sends once more, marked, when the answer is %j', (found) => {
    expect(decideAfterAsking({ ...request, found })).toMatchObject({
      to: 'sending',
      attempts: 2,
      possibleDuplicate: true,
    });
  });

  it.each([
    ['sends it again when the provider has none', 'absent', { to: 'sending', attempts: 3 }],
    ['waits for an answer', 'no-answer', { to: 'unknown', attempts: 2, late: true, dueAt: EVENING + 56_000 }],
    ['gives up when it can never be asked', null, { to: 'failed', dueAt: null, late: false }],
  ] as const)('%s after that', (_what, found, decision) => {
    const notification = { ...unknown, attempts: 2, possibleDuplicate: true };

    expect(decideAfterAsking({ ...request, notification, found })).toMatchObject(decision);
  });
});

describe('a provider that tells what becomes of a message', () => {
  it('has 60 s for it from the moment it was accepted, or found', () => {
    const accepted = decide({ outcome: { kind: 'accepted', providerId: 'SM1' }, receipts: true });
    const asked = { ...ASKED, notification: aNotification({ state: 'unknown' }) };

    expect(accepted).toMatchObject({ to: 'accepted', dueAt: EVENING + 61_000 });
    expect(decideAfterAsking({ ...asked, found: { providerId: 'SM1' }, receipts: true })).toMatchObject({
      dueAt: EVENING + 71_000,
    });
  });
});
