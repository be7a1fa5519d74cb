import { describe, expect, it } from '@jest/globals';
import { receiptsTo } from '../../src/app/receipts-to.js';

const TWILIO = {
  accountSid: 'AC1',
  authTokens: ['t'],
  from: '+12025550100',
  messagingServiceSid: null,
  apiBase: 'https://api.twilio.com',
} as const;

describe('receiptsTo', () => {
  it.each([
    ['https://paging.example.org', 'auto', true],
    ['http://paging.example.org/router', 'auto', true],
    ['http://127.0.0.1:8080', 'auto', false],
    ['http://localhost:8080', 'auto', false],
    ['http://[::1]:8080', 'auto', false],
    ['http://0.0.0.0:8080', 'auto', false],
    ['http://[::]:8080', 'auto', false],
    ['http://127.0.0.1:8080', 'on', true],
    ['https://paging.example.org', 'off', false],
  ] as const)('with PUBLIC_URL %s and TWILIO_RECEIPTS %s: %p', (publicUrl, receipts, expected) => {
    expect(receiptsTo({ publicUrl, twilio: { ...TWILIO, receipts, replies: 'auto' } })).toBe(
      expected ? publicUrl : null,
    );
  });

  it('is nowhere without a provider', () => {
    expect(receiptsTo({ publicUrl: 'https://paging.example.org', twilio: null })).toBeNull();
  });
});
