import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSmsChannel, type SmsChannelOptions } from '../../../src/channels/sms/index.js';
import type { MessageChannel } from '../../../src/ports.js';
import { freePort } from '../../harness/free-port.js';
import { startTwilioStandIn, type TwilioStandIn } from '../../harness/twilio-stand-in.js';
import { aMessage, keptLog } from '../builders.js';

const PHONE = '+12025550143';
const SENDER = { from: '+12025550100' };

describe('the SMS channel', () => {
  let twilio: TwilioStandIn;
  let log: ReturnType<typeof keptLog>;
  const open: MessageChannel[] = [];

  function channel(overrides: Partial<SmsChannelOptions> = {}): MessageChannel {
    const { accountSid, authToken, apiBase } = twilio;
    const made = createSmsChannel({
      accountSid,
      authToken,
      apiBase,
      sender: SENDER,
      receiptsTo: null,
      log,
      timeoutMs: 400,
      ...overrides,
    });
    open.push(made);
    return made;
  }

  beforeEach(async () => {
    twilio = await startTwilioStandIn();
    log = keptLog();
  });

  afterEach(async () => {
    await twilio.close();
    await Promise.all(open.splice(0).map((made) => made.close()));
  });

  it('sends', async () => {
    const outcome = await channel().send(aMessage({ to: PHONE, text: 'CRITICAL Parsoid' }));

    expect(outcome).toEqual({ kind: 'accepted', providerId: twilio.messages[0]?.sid });
    expect(await twilio.phone(PHONE).expectSms(/^CRITICAL Parsoid$/)).toBe('CRITICAL Parsoid');
    expect(twilio.requests.map(({ fields }) => fields)).toEqual([
      { To: PHONE, Body: 'CRITICAL Parsoid', From: '+12025550100', ValidityPeriod: '300' },
    ]);
    expect(twilio.violations).toEqual([]);
  });

  it('asks what becomes of a text where it can be told', async () => {
    const receiptsTo = 'https://paging.example.org/router';
    const sms = channel({ receiptsTo });

    await sms.send(aMessage({ notificationId: 'n-1' }));

    expect(sms.receipts).toBeDefined();
    expect(channel().receipts).toBeUndefined();
    expect(twilio.requests[0]?.fields.StatusCallback).toBe(`${receiptsTo}/webhooks/twilio/status?n=n-1`);
    expect(twilio.violations).toEqual([]);
  });

  it('sends through a messaging service', async () => {
    const sender = { messagingServiceSid: `MG${'1'.repeat(32)}` };

    const outcome = await channel({ sender }).send(aMessage());

    expect(outcome.kind).toBe('accepted');
    expect(twilio.requests[0]?.fields.MessagingServiceSid).toBe(sender.messagingServiceSid);
    expect(twilio.violations).toEqual([]);
  });

  it.each([
    [0, '1'],
    [59.9, '59'],
    [99_999, '36000'],
  ])('limits a validity of %p s to what Twilio takes', async (validitySeconds, sent) => {
    await channel().send(aMessage({ validitySeconds }));

    expect(twilio.requests[0]?.fields.ValidityPeriod).toBe(sent);
  });

  it('keeps the path of a compatible gateway', async () => {
    const outcome = await channel({ apiBase: `${twilio.apiBase}/api/laml/` }).send(aMessage());

    expect(twilio.requests[0]?.path).toMatch(/^\/api\/laml\/2010-04-01\/Accounts\/AC/);
    expect(outcome).toMatchObject({ kind: 'permanent', code: '20404', configuration: true });
  });

  it('reports permanent failure', async () => {
    twilio.mode({ error: 21_211 });

    expect(await channel().send(aMessage())).toMatchObject({ kind: 'permanent', code: '21211', configuration: false });
  });

  it('reports a refused token as a matter of configuration', async () => {
    const outcome = await channel({ authToken: 'old' }).send(aMessage());

    expect(outcome).toMatchObject({ kind: 'permanent', code: '20003', configuration: true });
  });

  it('reports temporary failure, with the wish of the provider', async () => {
    twilio.mode('429');

    expect(await channel().send(aMessage())).toMatchObject({ kind: 'retry', code: '20429', afterSeconds: 1 });
    expect(twilio.requests).toHaveLength(1);
  });

  it('reports a refused connection as temporary', async () => {
    const port = await freePort();

    const outcome = await channel({ apiBase: `http://127.0.0.1:${port}` }).send(aMessage());

    expect(outcome).toMatchObject({ kind: 'retry', code: 'ECONNREFUSED' });
  });

  it('reports a name that does not resolve as temporary', async () => {
    const outcome = await channel({ apiBase: 'http://twilio.invalid', timeoutMs: 10_000 }).send(aMessage());

    expect(outcome).toMatchObject({ kind: 'retry', code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) });
  });

  it.each(['500', 'hang', 'reset-before', 'reset-after-accept', 'garbage'] as const)(
    'reports unknown after %s, and asks once only',
    async (mode) => {
      twilio.mode(mode);

      expect(await channel().send(aMessage())).toMatchObject({ kind: 'unknown' });
      expect(twilio.requests).toHaveLength(1);
    },
  );

  it('finds a message that was taken although the answer was lost', async () => {
    const sms = channel();
    const message = aMessage();
    twilio.mode('reset-after-accept', 1);
    await sms.send(message);

    expect(await sms.find?.(message)).toEqual({ providerId: twilio.messages[0]?.sid });
    expect(twilio.violations).toEqual([]);
  });

  it.each([
    ['a link signed anew', 'CRITICAL Parsoid\nsince 23:46\nAck #12: https://p.example.org/a/second', true],
    [
      'a check that joined',
      'CRITICAL Parsoid and 1 more\nsince 23:46, 2 checks\nAck #12: https://p.example.org/a/x',
      true,
    ],
    ['another incident', 'CRITICAL Parsoid\nsince 23:46\nAck #1: https://p.example.org/a/first', false],
    ['a recovery', 'RECOVERED Parsoid\nat 23:56 after 10m\nSee #12: https://p.example.org/a/first', false],
    ['another text without a link', 'TEST PAGE', false],
  ])('knows a message again by incident and request: %s', async (_what, text, known) => {
    const sms = channel();
    await sms.send(aMessage({ text: 'CRITICAL Parsoid\nsince 23:46\nAck #12: https://p.example.org/a/first' }));

    expect(await sms.find?.(aMessage({ text }))).toEqual(known ? { providerId: twilio.messages[0]?.sid } : 'absent');
  });

  it('does not find what was not taken', async () => {
    const sms = channel();
    const message = aMessage();
    twilio.mode('reset-before', 1);
    await sms.send(message);

    expect(await sms.find?.(message)).toBe('absent');
  });

  it('does not take an older message with the same text for it', async () => {
    const sms = channel();
    await sms.send(aMessage());

    expect(await sms.find?.(aMessage({ createdAt: Date.now() + 600_000 }))).toBe('absent');
  });

  it('finds nothing where the provider does not answer', async () => {
    expect(await channel({ authToken: 'old' }).find?.(aMessage())).toBe('no-answer');
  });

  it('masks the address in logs', async () => {
    const sms = channel();
    twilio.mode({ error: 21_211 });
    await sms.send(aMessage({ to: PHONE }));
    await channel({ authToken: 'old' }).find?.(aMessage({ to: PHONE }));

    expect(log.lines).toHaveLength(2);
    expect(log.lines.join('\n')).not.toContain(PHONE.slice(1));
    expect(log.lines[0]).toContain('+1•••0143');
  });
});
