import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createSmsCallbackReader } from '../../../src/channels/sms/callback-reader.js';
import type { Receipts } from '../../../src/engine/use-cases.js';
import { createCallbackRoutes } from '../../../src/http/callbacks/create-callback-routes.js';
import type { HeardReceipt } from '../../../src/ports.js';
import { keptLog } from '../../channels/builders.js';
import { signatureOf } from '../../harness/twilio-callbacks.js';

const PUBLIC_URL = 'https://paging.example.org';
const PATH = '/webhooks/twilio/status?n=n-1';
const SENT = { MessageSid: 'SM1', MessageStatus: 'sent' };

const taken: HeardReceipt[] = [];
const reported: string[] = [];
let away = false;

afterEach(() => {
  taken.length = 0;
  reported.length = 0;
  away = false;
});

const receipts: Receipts = {
  async take(receipt) {
    if (away) throw new Error('Redis is away');
    taken.push(receipt);
  },
  reportForged: (provider, advice) => void reported.push(`forged ${provider}: ${advice}`),
  reportGenuine: () => undefined,
  reportUnreadable: (_, faults) => void reported.push(`unreadable ${faults.map(({ path }) => path).join()}`),
};

function server() {
  const readers = [createSmsCallbackReader({ publicUrl: PUBLIC_URL, authTokens: ['token'] })];
  const limits = { maxBytes: 2000, timeoutMs: 200 };
  const serve = createCallbackRoutes({ readers, receipts, log: keptLog(), limits });
  return createServer((req, res) => {
    if (!serve(req, res)) res.writeHead(404).end('not ours');
  });
}

function signed(fields: Readonly<Record<string, string>>, path = PATH) {
  const form = new URLSearchParams(fields);
  return request(server())
    .post(path)
    .set('X-Twilio-Signature', signatureOf(`${PUBLIC_URL}${path}`, form, 'token'))
    .type('form')
    .send(form.toString());
}

describe('POST /webhooks/twilio/status', () => {
  it('takes what the provider tells, and answers nothing', async () => {
    const { status, text } = await signed(SENT);

    expect([status, text]).toEqual([204, '']);
    expect(taken).toMatchObject([{ notificationId: 'n-1', providerId: 'SM1', status: 'sent' }]);
  });

  it('counts the public URL, not what a proxy makes of the host', async () => {
    await signed(SENT).set('Host', 'inside:8080').set('X-Forwarded-Host', 'evil.example').expect(204);

    expect(taken).toHaveLength(1);
  });

  it.each([
    ['no signature', undefined],
    ['a wrong one', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='],
    ['what is none', 'x'],
  ])('refuses %s, says which, and does nothing', async (_, signature) => {
    const sending = request(server()).post(PATH).type('form').send(SENT);
    const { status, body, type } = await (signature === undefined
      ? sending
      : sending.set('X-Twilio-Signature', signature));

    expect([status, type, body.code]).toEqual([403, 'application/problem+json', 'wrong-signature']);
    expect(taken).toEqual([]);
    expect(reported).toEqual([expect.stringMatching(/^forged twilio: Set TWILIO_AUTH_TOKEN/)]);
  });

  it('refuses a body that was changed on the way', async () => {
    const form = new URLSearchParams(SENT);
    const signature = signatureOf(`${PUBLIC_URL}${PATH}`, form, 'token');

    await request(server())
      .post(PATH)
      .set('X-Twilio-Signature', signature)
      .type('form')
      .send({ ...SENT, MessageStatus: 'delivered' })
      .expect(403);

    expect(taken).toEqual([]);
  });

  it('says what is missing in a signed request', async () => {
    const { status, body } = await signed({ MessageSid: 'SM1' });

    expect([status, body.code]).toEqual([400, 'unreadable-callback']);
    expect(reported).toEqual(['unreadable MessageStatus']);
  });

  it.each(['%', '?', '&&==', '%zz=%', '\u0000', '{"a":1}', 'a=1&'.repeat(400)])(
    'never breaks at a body like %j',
    async (body) => {
      const { status } = await request(server()).post(PATH).type('text').send(body);

      expect(status).toBe(403);
    },
  );

  it.each(['/webhooks/twilio/status', '/webhooks/twilio/status?n=%', '/webhooks/twilio/status?<>#"'])(
    'never breaks at the address %s',
    async (path) => {
      expect((await request(server()).post(path).type('form').send(SENT)).status).toBe(403);
    },
  );

  it('reads no more than it must', async () => {
    const { status, body } = await request(server())
      .post(PATH)
      .type('form')
      .send({ a: 'x'.repeat(3000) });

    expect([status, body.code]).toEqual([413, 'too-large']);
  });

  it('never acts on GET', async () => {
    const { status, headers } = await request(server()).get(PATH);

    expect([status, headers.allow]).toEqual([405, 'POST']);
    expect(taken).toEqual([]);
  });

  it('says so when the receipt cannot be stored', async () => {
    away = true;

    const { status, headers } = await signed(SENT);

    expect([status, headers['retry-after']]).toEqual([503, '5']);
  });

  it.each(['/webhooks/twilio/status/', '/webhooks/twilio', '/webhooks/icinga'])('leaves %s to others', async (path) => {
    expect((await request(server()).post(path)).text).toBe('not ours');
  });
});
