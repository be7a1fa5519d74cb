import { afterEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import type { SentSms } from '../harness/twilio-phone.js';
import { parsoidDown } from './rules.js';

/** Roan by SMS; mail is what is left when that does not arrive. */
const rules = `
people:
  daniel: { sms: "+12025550101", roles: [ops] }
  roan: { sms: "+12025550143", email: roan@example.org, notify: { high: [sms], low: [sms] } }
services:
  parsoid: { match: [{ check: "*parsoid*" }] }
subscriptions: [{ who: roan, to: all }]
escalationPolicies: { default: { steps: [{ page: subscribers }], repeat: 0 } }
`;

let router: TestRouter;

afterEach(() => router.stop());

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  router = await startTestRouter({ rules, env: { TWILIO_RECEIPTS: 'on', ...env } });
}

async function roansText(): Promise<SentSms> {
  await router.phone('roan').expectSms(/parsoid/);
  await router.settle();
  const [text] = router.phone('roan').messages;
  if (text === undefined) throw new Error('roan got no text');
  return text;
}

function ofRoan(channel: 'sms' | 'email', more: object) {
  return { items: expect.arrayContaining([expect.objectContaining({ person: 'roan', channel, ...more })]) };
}

describe('what became of a text', () => {
  it('is told by the API, pagectl and the timeline, as far as the provider has told', async () => {
    await start();
    await router.alert('icinga', parsoidDown());
    await roansText();

    const now = new Date(router.clock.now()).toISOString();
    expect(await router.api('GET', '/notifications')).toMatchObject(
      ofRoan('sms', {
        state: 'accepted',
        delivery: { status: 'delivered', at: now, errorCode: null },
        receipt: { status: 'delivered', at: now, errorCode: null },
      }),
    );
    expect((await router.pagectl('notifications')).out).toMatch(/roan +sms +\S+ +accepted +delivered 2013-04-1\d/);
    const { out } = await router.pagectl('incident', 'show', '1');
    expect(out).toMatch(/roan +sms +\S+ +2013\S+ \S+ \(now\) +delivered 2013/);
    expect(out).toMatch(/roan by SMS \(\+1•••0143\): delivered/);
    expect((await router.pagectl('notifications', '--help')).out).toMatch(
      /delivered +the phone has it, by the provider's own word/,
    );
  });

  it('is nothing more than the provider has said', async () => {
    await start();
    router.twilio.callbacks.plan({ statuses: ['sent'] });
    await router.alert('icinga', parsoidDown());
    await roansText();

    expect(JSON.stringify(await router.api('GET', '/notifications'))).not.toMatch(/"delivered"/);
  });

  it('calls the next method at once when it never arrived', async () => {
    await start();
    router.twilio.callbacks.plan({ statuses: ['sent', 'undelivered'], errorCode: 30_003 });
    await router.alert('icinga', parsoidDown());
    await roansText();

    await router.mailbox('roan').expectMail(/parsoid/);
    expect(await router.api('GET', '/notifications')).toMatchObject(
      ofRoan('sms', {
        state: 'failed',
        error: '30003: the phone is switched off or out of reach',
        delivery: expect.objectContaining({ status: 'failed', errorCode: '30003' }),
      }),
    );
    expect((await router.pagectl('notifications')).out).toMatch(/roan +sms +\S+ +failed +failed 2013/);
  });

  it('is unknown after 60 s of silence, over a restart; the next method goes, and a late receipt is noted', async () => {
    await start();
    router.twilio.callbacks.plan({ statuses: [] });
    await router.alert('icinga', parsoidDown());
    const text = await roansText();

    await router.restart();
    await router.clock.advance('60s');

    await router.mailbox('roan').expectMail(/parsoid/);
    expect(await router.api('GET', '/notifications')).toMatchObject(
      ofRoan('sms', { state: 'accepted', error: null, delivery: expect.objectContaining({ status: 'unknown' }) }),
    );
    expect(await router.twilio.callbacks.send(text, 'delivered')).toBe(204);
    expect(await router.api('GET', '/notifications')).toMatchObject(
      ofRoan('sms', { delivery: expect.objectContaining({ status: 'delivered' }) }),
    );
  });

  it('is not taken from anybody but the provider, of which ops hear when it repeats', async () => {
    await start({ TWILIO_AUTH_TOKEN: 'stand-in-auth-token,the-old-one' });
    router.twilio.callbacks.plan({ statuses: [] });
    await router.alert('icinga', parsoidDown());
    const text = await roansText();

    const answers = [];
    for (const token of [null, 'wrong', 'wrong', 'wrong']) {
      answers.push(await router.twilio.callbacks.send(text, 'delivered', { token }));
    }
    await router.phone('daniel').expectSms(/Requests of twilio come without its signature/);

    expect(answers).toEqual([403, 403, 403, 403]);
    expect(await router.api('GET', '/notifications')).toMatchObject(ofRoan('sms', { receipt: null }));
    expect(await router.twilio.callbacks.send(text, 'sent', { token: 'the-old-one' })).toBe(204);
  });

  it('is not asked for where the provider cannot tell it, which the router says', async () => {
    await start({ TWILIO_RECEIPTS: 'auto' });
    await router.alert('icinga', parsoidDown());
    const text = await roansText();

    expect(text.statusCallback).toBeNull();
    expect(await (await fetch(`${router.address}/readyz`)).json()).toMatchObject({
      facts: { receipts: { sms: 'not expected' } },
    });
    expect(await router.api('GET', '/notifications')).toMatchObject(
      ofRoan('sms', { delivery: expect.objectContaining({ status: 'queued' }), receiptDueAt: null }),
    );
  });
});
