import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSmsCallbackReader } from '../../../src/channels/sms/callback-reader.js';
import { isSigned } from '../../../src/channels/sms/is-signed.js';
import { receiptUrl } from '../../../src/channels/sms/receipt-url.js';
import { createSmsTextReader } from '../../../src/channels/sms/text-reader.js';
import { signatureOf } from '../../harness/twilio-callbacks.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures/twilio');
const PUBLIC_URL = 'https://paging.example.org/router';

interface Vectors {
  readonly auth_token: string;
  readonly files: Readonly<Record<string, { readonly url: string; readonly x_twilio_signature: string }>>;
  readonly published_vector: {
    readonly auth_token: string;
    readonly url: string;
    readonly params: Readonly<Record<string, string>>;
    readonly x_twilio_signature: string;
  };
  readonly must_fail: readonly {
    readonly why: string;
    readonly url: string;
    readonly file: string;
    readonly x_twilio_signature: string;
  }[];
}

const vectors = JSON.parse(readFileSync(join(FIXTURES, 'signatures.json'), 'utf8')) as Vectors;

function formOf(file: string): URLSearchParams {
  return new URLSearchParams(readFileSync(join(FIXTURES, file), 'utf8').trim());
}

describe('isSigned', () => {
  it.each(Object.entries(vectors.files))(
    'knows the signature of %s',
    (file, { url, x_twilio_signature: signature }) => {
      const request = { url, form: formOf(file), signature };

      expect(isSigned(request, [vectors.auth_token])).toBe(true);
      expect(isSigned(request, ['new', vectors.auth_token])).toBe(true);
      expect(isSigned(request, ['new', 'other'])).toBe(false);
      expect(isSigned(request, [])).toBe(false);
      expect(signatureOf(url, request.form, vectors.auth_token)).toBe(signature);
    },
  );

  it('knows the signature that Twilio has published', () => {
    const { auth_token: token, url, params, x_twilio_signature: signature } = vectors.published_vector;

    expect(isSigned({ url, form: new URLSearchParams(params), signature }, [token])).toBe(true);
  });

  it.each(vectors.must_fail)('refuses: $why', ({ url, file, x_twilio_signature: signature }) => {
    expect(isSigned({ url, form: formOf(file), signature }, [vectors.auth_token])).toBe(false);
  });

  it.each([undefined, '', ['a', 'b'], 'x', 42, null])('refuses what is no signature: %j', (signature) => {
    expect(isSigned({ url: PUBLIC_URL, form: new URLSearchParams(), signature }, ['token'])).toBe(false);
  });

  it('never takes an empty token for one', () => {
    const form = new URLSearchParams({ MessageSid: 'SM1' });

    expect(isSigned({ url: PUBLIC_URL, form, signature: signatureOf(PUBLIC_URL, form, '') }, [''])).toBe(false);
  });

  it('counts values that come twice once, in their order, and names that objects have of themselves', () => {
    const form = new URLSearchParams('b=2&a=2&a=1&a=2&__proto__=x&constructor=y');

    expect(isSigned({ url: PUBLIC_URL, form, signature: signatureOf(PUBLIC_URL, form, 't') }, ['t'])).toBe(true);
  });
});

describe('the SMS callback reader', () => {
  const reader = createSmsCallbackReader({ publicUrl: PUBLIC_URL, authTokens: ['new', 'old'] });

  function read(fields: Readonly<Record<string, string>>, { token = 'old', query = '?n=n-1', host = 'x' } = {}) {
    const form = new URLSearchParams(fields);
    const signature = signatureOf(`${PUBLIC_URL}/webhooks/twilio/status${query}`, form, token);
    const headers = { host, 'x-forwarded-host': host, 'x-twilio-signature': signature };
    return reader.read({ query, headers, body: Buffer.from(form.toString()) });
  }

  it('reads at the address that messages carry', () => {
    expect(receiptUrl(PUBLIC_URL, 'n-1')).toBe(`${PUBLIC_URL}${reader.path}?n=n-1`);
  });

  it.each([
    ['accepted', 'queued'],
    ['scheduled', 'queued'],
    ['queued', 'queued'],
    ['sending', 'sending'],
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'delivered'],
    ['undelivered', 'undelivered'],
    ['failed', 'failed'],
    ['canceled', 'failed'],
    ['partially_delivered', null],
    ['unknown', null],
    ['teleported', null],
  ])('understands %s as %s', (word, status) => {
    expect(read({ MessageSid: 'SM1', MessageStatus: word })).toEqual({
      kind: 'receipt',
      receipt: { notificationId: 'n-1', provider: 'twilio', providerId: 'SM1', status, word, errorCode: null },
    });
  });

  it('reads why a message failed, beside fields that nobody has announced', () => {
    const fields = { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30003', ChannelPrefix: 'x' };

    expect(read(fields)).toMatchObject({ receipt: { status: 'undelivered', errorCode: '30003' } });
    expect(read({ ...fields, ErrorCode: 'x'.repeat(99) })).toMatchObject({ receipt: { errorCode: null } });
  });

  it('knows the second account by its own path and token only', () => {
    const options = { publicUrl: PUBLIC_URL, authTokens: ['second'], provider: 'twilio2' } as const;
    const second = createSmsCallbackReader(options);
    const form = new URLSearchParams({ MessageSid: 'SM1', MessageStatus: 'sent' });
    const readWith = (path: string, token: string) =>
      second.read({
        query: '?n=n-1',
        headers: { 'x-twilio-signature': signatureOf(`${PUBLIC_URL}${path}?n=n-1`, form, token) },
        body: Buffer.from(form.toString()),
      }).kind;

    expect(second.path).toBe('/webhooks/twilio2/status');
    expect(receiptUrl(PUBLIC_URL, 'n-1', 'twilio2')).toBe(`${PUBLIC_URL}${second.path}?n=n-1`);
    expect(createSmsTextReader(options)).toMatchObject({ path: '/webhooks/twilio2/sms', provider: 'twilio2' });
    expect(readWith(second.path, 'second')).toBe('receipt');
    expect(readWith(second.path, 'new')).toBe('forged');
    expect(readWith('/webhooks/twilio/status', 'second')).toBe('forged');
  });

  it.each(['new', 'old'])('takes what the %s token has signed, whatever the request says of its host', (token) => {
    const fields = { MessageSid: 'SM1', MessageStatus: 'sent' };

    expect(read(fields, { token, host: 'evil.example' }).kind).toBe('receipt');
    expect(read(fields, { token: 'other' }).kind).toBe('forged');
  });

  it('refuses a signature over another message, and none', () => {
    const body = Buffer.from('MessageSid=SM1&MessageStatus=delivered');
    const form = new URLSearchParams(body.toString());
    const signature = signatureOf(`${PUBLIC_URL}/webhooks/twilio/status?n=n-1`, form, 'new');

    expect(reader.read({ query: '?n=n-2', headers: { 'x-twilio-signature': signature }, body }).kind).toBe('forged');
    expect(reader.read({ query: '?n=n-1', headers: {}, body }).kind).toBe('forged');
  });

  it('never breaks, and believes nothing that is not signed', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('?n=%', '?', '?n=a&n=b', '?bodySHA256=0'));
    fc.assert(
      fc.property(anything, fc.uint8Array(), fc.option(fc.string(), { nil: undefined }), (query, bytes, signature) => {
        const headers = { 'x-twilio-signature': signature };

        expect(reader.read({ query, headers, body: Buffer.from(bytes) })).toEqual({ kind: 'forged' });
      }),
    );
  });

  it.each([
    [{ MessageStatus: 'sent' }, '?n=n-1', 'MessageSid'],
    [{ MessageSid: 'SM1' }, '?n=n-1', 'MessageStatus'],
    [{ MessageSid: 'SM1', MessageStatus: 'sent' }, '', 'n'],
    [{ MessageSid: 'SM1', MessageStatus: 'sent' }, '?n=%0A', 'n'],
    [{ MessageSid: 'SM1', MessageStatus: 'sent' }, `?n=${'x'.repeat(200)}`, 'n'],
  ])('names what is missing in %j%s', (fields, query, path) => {
    expect(read(fields, { query })).toMatchObject({ kind: 'unreadable', faults: [{ path }] });
  });
});
