import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  classifyReceiptError,
  classifyTwilioError,
  TWILIO_CODES,
} from '../../../src/channels/sms/classify-twilio-error.js';
import { ProviderError } from '../../../src/channels/sms/provider-error.js';

const FIXTURE = join(import.meta.dirname, '../../fixtures/twilio/create-message-errors.json');

interface FixtureError {
  readonly status: number;
  readonly body: { readonly code: number };
  readonly class: string;
}

function answer(status: number, code: number | null, retryAfterSeconds: number | null = null): ProviderError {
  return new ProviderError({ status, code, retryAfterSeconds });
}

/** After a 5xx a repeat is right too, but only once the provider has been asked. */
function expectedKind({ status, class: meaning }: FixtureError): string {
  if (status >= 500) return 'unknown';
  return meaning === 'retry' ? 'retry' : 'permanent';
}

describe('classifyTwilioError', () => {
  it.each([20_429, 21_611, 30_001, 30_003, 30_008, 30_036])('retries %p', (code) => {
    expect(classifyTwilioError(answer(429, code, 7))).toMatchObject({
      kind: 'retry',
      code: String(code),
      afterSeconds: 7,
    });
  });

  it.each([21_211, 21_614, 21_610, 30_004, 30_005, 30_006, 30_007, 21_602, 21_604, 21_617])(
    'gives this phone up at %p',
    (code) => {
      expect(classifyTwilioError(answer(400, code))).toMatchObject({
        kind: 'permanent',
        code: String(code),
        configuration: false,
      });
    },
  );

  it.each([20_003, 20_404, 21_212, 21_408, 21_606, 21_608, 21_612, 30_002, 30_032, 30_034])(
    'calls the operator at %p',
    (code) => {
      expect(classifyTwilioError(answer(400, code))).toMatchObject({ kind: 'permanent', configuration: true });
    },
  );

  const ofPhoneOrText = [21_211, 21_602, 21_604, 21_610, 21_614, 21_617, 30_003, 30_004, 30_005, 30_006];

  it.each([...TWILIO_CODES.keys(), 63_999])('knows whether another provider may take what failed with %p', (code) => {
    expect(classifyTwilioError(answer(400, code))).toMatchObject({ elsewhere: !ofPhoneOrText.includes(code) });
  });

  it('leaves to the ledger what another provider might double', () => {
    expect(classifyTwilioError(answer(503, null))).toMatchObject({ kind: 'unknown', elsewhere: true });
    expect(classifyTwilioError('odd')).not.toHaveProperty('elsewhere');
  });

  it('covers every code of its table above', () => {
    expect(TWILIO_CODES.size).toBe(26);
  });

  it('agrees with the documented synchronous errors', () => {
    const { errors } = JSON.parse(readFileSync(FIXTURE, 'utf8')) as { errors: readonly FixtureError[] };

    const kinds = errors.map(({ status, body }) => classifyTwilioError(answer(status, body.code)).kind);

    expect(kinds).toEqual(errors.map(expectedKind));
    expect(errors.length).toBeGreaterThan(5);
  });

  it('takes a code it does not know for permanent', () => {
    expect(classifyTwilioError(answer(400, 63_999))).toMatchObject({
      kind: 'permanent',
      code: '63999',
      configuration: false,
    });
  });

  it('takes 429 without a code for safe to repeat', () => {
    expect(classifyTwilioError(answer(429, null))).toMatchObject({ kind: 'retry', code: '429', afterSeconds: null });
  });

  it.each([500, 502, 503, 504])('does not know what became of it after %p', (status) => {
    expect(classifyTwilioError(answer(status, null))).toMatchObject({ kind: 'unknown', code: String(status) });
  });

  it.each([401, 403])('takes %p without a code for configuration', (status) => {
    expect(classifyTwilioError(answer(status, null))).toMatchObject({ kind: 'permanent', configuration: true });
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])(
    'retries when there was no connection: %s',
    (code) => {
      const error = new Error('failed', { cause: Object.assign(new Error('inner'), { code }) });

      expect(classifyTwilioError(error)).toMatchObject({ kind: 'retry', code });
    },
  );

  it.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])(
    'does not know when the connection broke: %s',
    (code) => {
      expect(classifyTwilioError(Object.assign(new Error('failed'), { code }))).toMatchObject({
        kind: 'unknown',
        code,
      });
    },
  );

  it('calls the operator when the certificate is not trusted', () => {
    const error = Object.assign(new Error('failed'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });

    expect(classifyTwilioError(error)).toMatchObject({ kind: 'permanent', configuration: true });
  });

  it('does not know what anything else means', () => {
    expect(classifyTwilioError('odd')).toMatchObject({ kind: 'unknown', code: 'NO_ANSWER' });
  });
});

describe('classifyReceiptError', () => {
  it.each([
    ['30001', 'the queue is full'],
    ['30003', 'the phone is switched off or out of reach'],
    ['30004', 'the phone blocks the message'],
    ['30005', 'unknown phone'],
    ['30006', 'a landline, or the carrier cannot be reached'],
    ['30007', 'filtered by the carrier'],
    ['30008', 'lost on its way, the carrier does not say why'],
    ['30036', 'not delivered within its time'],
    ['21211', 'not a valid phone number'],
    ['21610', 'the phone has opted out (STOP); START from it takes that back'],
    ['21614', 'not a mobile number'],
  ])('gives this text up at %s: %s', (code, text) => {
    expect(classifyReceiptError(code)).toEqual({ kind: 'permanent', code, text, configuration: false });
  });

  it.each(['20003', '20404', '21212', '21408', '21606', '21608', '21612', '30002', '30032', '30034'])(
    'calls the operator at %s',
    (code) => {
      expect(classifyReceiptError(code)).toMatchObject({ kind: 'permanent', code, configuration: true });
    },
  );

  it.each([
    ['63999', '63999'],
    [null, 'undelivered'],
  ])('takes %s for a failure of this text', (errorCode, code) => {
    expect(classifyReceiptError(errorCode)).toEqual({
      kind: 'permanent',
      code,
      text: 'not delivered',
      configuration: false,
    });
  });
});
