import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createSmsCallbackReader } from '../../../src/channels/sms/callback-reader.js';
import { createSmsTextReader } from '../../../src/channels/sms/text-reader.js';
import type { Receipts, Texts } from '../../../src/engine/use-cases.js';
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
  heard.length = 0;
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

const heard: Parameters<Texts['take']>[0][] = [];
const texts: Texts = {
  async take(text) {
    if (away) throw new Error('Redis is away');
    heard.push(text);
  },
};

function server() {
  const options = { publicUrl: PUBLIC_URL, authTokens: ['token', 'old'] };
  const readers = [createSmsCallbackReader(options), createSmsTextReader(options)];
  const limits = { maxBytes: 2000, timeoutMs: 200 };
  const serve = createCallbackRoutes({ readers, receipts, texts, log: keptLog(), limits });
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

describe('POST /webhooks/twilio/sms', () => {
  const TEXTS = '/webhooks/twilio/sms';
  const TEXT = { MessageSid: 'SM9', From: '+12025550101', Body: 'ack 42' };

  function signedBy(token: string, fields: Readonly<Record<string, string>>) {
    const form = new URLSearchParams(fields);
    const signature = signatureOf(`${PUBLIC_URL}${TEXTS}`, form, token);
    return request(server()).post(TEXTS).set('X-Twilio-Signature', signature).type('form').send(form.toString());
  }

  it.each(['token', 'old'])(
    'takes a text that %s has signed, and answers with TwiML that says nothing',
    async (token) => {
      const { status, type, text } = await signedBy(token, TEXT);

      expect([status, type]).toEqual([200, 'text/xml']);
      expect(text).toMatch(/<Response\/>$/);
      expect(heard).toEqual([{ id: 'SM9', from: '+12025550101', body: 'ack 42', word: null }]);
    },
  );

  it('takes the forms that Twilio really sends, by its own signatures', async () => {
    const read = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures/twilio', name), 'utf8');
    const url = 'https://pager.example.org/twilio/sms';
    for (const name of ['inbound-ack.form', 'inbound-unicode.form', 'inbound-stop-advanced-opt-out.form']) {
      const form = new URLSearchParams(read(name));
      const known: { files: Record<string, { x_twilio_signature: string }> } = JSON.parse(read('signatures.json'));
      expect(signatureOf(url, form, 'fixture-auth-token')).toBe(known.files[name]?.x_twilio_signature);
      expect((await signedBy('token', Object.fromEntries(form))).status).toBe(200);
    }

    expect(heard.map(({ word }) => word)).toEqual([null, null, 'stop']);
  });

  it.each([
    ['STOP', 'stop'],
    [' stop ', 'stop'],
    ['Unsubscribe', 'stop'],
    ['yes', 'start'],
    ['UNSTOP', 'start'],
    ['help', 'help'],
    ['stop it', null],
    ['ack', null],
  ])('knows what %j is to the carrier', async (body, word) => {
    await signedBy('token', { ...TEXT, Body: body });

    expect(heard).toMatchObject([{ word }]);
  });

  it.each([
    ['unsigned', undefined],
    ['wrongly signed', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='],
  ])('refuses one that is %s', async (_, signature) => {
    const sending = request(server()).post(TEXTS).type('form').send(TEXT);
    const { status } = await (signature === undefined ? sending : sending.set('X-Twilio-Signature', signature));

    expect(status).toBe(403);
    expect(heard).toEqual([]);
    expect(reported).toEqual([expect.stringMatching(/^forged twilio: Set TWILIO_AUTH_TOKEN.*webhooks\/twilio\/sms/)]);
  });

  it('says what is missing in a signed one, and that it cannot keep one', async () => {
    expect((await signedBy('token', { Body: 'ack' })).status).toBe(400);
    away = true;

    expect((await signedBy('token', TEXT)).status).toBe(503);
  });

  it('never acts on GET', async () => {
    expect((await request(server()).get(`${TEXTS}?Body=ack`)).status).toBe(405);
  });
});
