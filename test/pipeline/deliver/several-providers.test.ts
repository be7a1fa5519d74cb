import { describe, expect, it } from '@jest/globals';
import type { SendOutcome } from '../../../src/domain/delivery.js';
import { type DeliveryRequest, decideDelivery } from '../../../src/pipeline/deliver/next-delivery.js';
import { aNotification, aRecord, EVENING } from './builders.js';

const RETRY: SendOutcome = { kind: 'retry', code: '20429', text: 'too many requests', afterSeconds: null };
const UNKNOWN: SendOutcome = { kind: 'unknown', code: '503', text: 'the provider failed' };

function decide(overrides: Partial<DeliveryRequest>) {
  return decideDelivery({
    notification: aNotification(),
    outcome: UNKNOWN,
    now: EVENING + 1_000,
    random: () => 0.5,
    pages: [aRecord([{ dueAt: EVENING, state: 'claimed' }])],
    receipts: false,
    askable: true,
    ...overrides,
  });
}

describe('a delivery with several providers', () => {
  it('lets the next method go at once when no provider can take it, and counts as failed after the fourth attempt', () => {
    const outcome: SendOutcome = { ...RETRY, next: 'method' };
    const pages = [
      aRecord([
        { dueAt: EVENING, state: 'claimed' },
        { dueAt: null, state: 'fallback', channel: 'email' },
      ]),
    ];

    expect(decide({ outcome, pages })).toMatchObject({ to: 'retrying', dueAt: EVENING + 1_500, callNow: ['page1/1'] });
    const notification = aNotification({ attempts: 4 });
    expect(decide({ outcome, notification, pages })).toMatchObject({
      to: 'retrying',
      late: true,
      dueAt: EVENING + 46_000,
    });
  });

  it.each(['sent', 'claimed', 'pending'] as const)('calls no further method while another one is %s', (state) => {
    const pages = [
      aRecord([
        { dueAt: EVENING, state: 'claimed' },
        { dueAt: null, state, channel: 'email' },
        { dueAt: null, state: 'fallback', channel: 'email' },
      ]),
    ];

    expect(decide({ outcome: { ...RETRY, next: 'method' }, pages })).toMatchObject({ to: 'retrying', callNow: [] });
  });

  it('goes on at once, however often it was tried, when another provider is to be tried', () => {
    const notification = aNotification({ attempts: 9 });

    expect(decide({ outcome: { ...RETRY, next: 'provider' }, notification })).toMatchObject({
      to: 'retrying',
      dueAt: EVENING + 1_000,
      callNow: [],
    });
  });

  it('asks at once after what another provider can send, and keeps in mind who may have it', () => {
    expect(decide({ outcome: { ...UNKNOWN, provider: 'one', atOnce: true } })).toMatchObject({
      to: 'unknown',
      provider: 'one',
      dueAt: EVENING + 1_000,
    });
  });
});
