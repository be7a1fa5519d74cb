import { describe, expect, it } from '@jest/globals';
import type { SendOutcome } from '../../../src/domain/delivery.js';
import { decideAfterFailedReceipt, decideUnconfirmed } from '../../../src/pipeline/deliver/next-delivery.js';
import { aNotification, aRecord, EVENING } from './builders.js';

const PERMANENT = {
  kind: 'permanent',
  code: '21211',
  text: 'not a valid phone number',
  configuration: false,
} as const satisfies SendOutcome;
const ALONE = aRecord([{ dueAt: EVENING, state: 'claimed' }]);
const WITH_MAIL = aRecord([
  { dueAt: EVENING, state: 'sent' },
  { dueAt: null, state: 'fallback', channel: 'email' },
]);
const TAKEN = { notification: aNotification({ state: 'accepted', providerId: 'SM1' }), now: EVENING + 61_000 };

describe('decideAfterFailedReceipt', () => {
  it('calls the next method, as after a call that failed', () => {
    expect(decideAfterFailedReceipt({ ...TAKEN, outcome: PERMANENT, pages: [WITH_MAIL] })).toMatchObject({
      to: 'failed',
      provider: null,
      providerId: 'SM1',
      error: '21211: not a valid phone number',
      callNow: ['page1/1'],
      deadLetter: null,
    });
  });

  it('keeps a dead letter when no method is left', () => {
    expect(decideAfterFailedReceipt({ ...TAKEN, outcome: PERMANENT, pages: [ALONE] })).toMatchObject({
      wakeIncidents: ['inc1'],
      deadLetter: 'no contact method left; sms 21211: not a valid phone number',
    });
  });

  it('calls nobody again when the receipt was overdue already', () => {
    const notification = { ...TAKEN.notification, unconfirmedAt: EVENING + 60_000 };

    expect(
      decideAfterFailedReceipt({ ...TAKEN, notification, outcome: PERMANENT, pages: [WITH_MAIL] }).callNow,
    ).toEqual([]);
  });
});

describe('decideUnconfirmed', () => {
  it('calls the next method, and nothing has failed', () => {
    expect(decideUnconfirmed({ ...TAKEN, pages: [WITH_MAIL] })).toEqual({
      to: 'accepted',
      attempts: 1,
      provider: null,
      providerId: 'SM1',
      error: null,
      possibleDuplicate: false,
      dueAt: null,
      callNow: ['page1/1'],
      wakeIncidents: [],
      deadLetter: null,
      late: false,
    });
  });

  it('leaves it at that when no method is left', () => {
    expect(decideUnconfirmed({ ...TAKEN, pages: [ALONE] })).toMatchObject({ callNow: [], deadLetter: null });
  });
});
