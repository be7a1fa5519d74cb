import { describe, expect, it } from '@jest/globals';
import { knownDelivery } from '../../src/domain/known-delivery.js';
import type { Notification, NotificationState } from '../../src/domain/notification.js';
import { ReceiptStatus } from '../../src/domain/receipt.js';
import { aNotification, EVENING } from '../http/builders.js';

const STATES: readonly (readonly [NotificationState, string])[] = [
  ['sending', 'sending'],
  ['retrying', 'queued'],
  ['unknown', 'unknown'],
  ['accepted', 'queued'],
  ['failed', 'failed'],
  ['dropped', 'dropped'],
];

function knownOf(with_: Partial<Notification>) {
  return knownDelivery(aNotification({ updatedAt: EVENING + 1, ...with_ }));
}

describe('knownDelivery', () => {
  it.each(STATES)('of what stands as %s without a receipt is %s', (state, status) => {
    expect(knownOf({ state })).toEqual({ status, at: EVENING + 1, errorCode: null });
  });

  it.each([
    ['queued', 'queued'],
    ['sending', 'sending'],
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['undelivered', 'failed'],
    ['failed', 'failed'],
  ] as const)('after the receipt %s is %s, in whatever state', (status, known) => {
    const receipt = { status, at: EVENING + 9, errorCode: '30003' };

    for (const [state] of STATES) {
      expect(knownOf({ state, receipt })).toEqual({ status: known, at: EVENING + 9, errorCode: '30003' });
    }
  });

  it('is never delivered but by the word of the provider', () => {
    const others = ReceiptStatus.options.filter((status) => status !== 'delivered');
    const receipts = [null, ...others.map((status) => ({ status, at: EVENING, errorCode: null }))];
    const all = receipts.flatMap((receipt) => STATES.map(([state]) => knownOf({ state, receipt }).status));

    expect(all).not.toContain('delivered');
  });

  it('is unknown once the receipt was overdue, and what is told after that', () => {
    const receipt = { status: 'delivered', at: EVENING + 90_000, errorCode: null } as const;

    expect(knownOf({ unconfirmedAt: EVENING + 60_000 })).toMatchObject({ status: 'unknown', at: EVENING + 60_000 });
    expect(knownOf({ unconfirmedAt: EVENING + 60_000, receipt })).toMatchObject({ status: 'delivered' });
  });
});
