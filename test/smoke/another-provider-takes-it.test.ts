import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { type StandInMode, startTwilioStandIn, type TwilioStandIn } from '../harness/twilio-stand-in.js';
import { parsoidDown } from './rules.js';

const ROAN = '+12025550143';
const rules = `
people:
  roan: { sms: "${ROAN}", email: roan@example.org, roles: [ops], notify: { high: [sms], low: [sms] } }
services:
  parsoid: { match: [{ check: "*parsoid*" }] }
  mysql: { match: [{ check: "*mysql*" }] }
  search: { match: [{ check: "*search*" }] }
subscriptions: [{ who: roan, to: all }]
escalationPolicies: { default: { steps: [{ page: subscribers }], repeat: 0 } }
limits: { sms: off, email: off }
`;

interface Ready {
  readonly warnings: readonly { readonly code: string; readonly text: string }[];
}

let router: TestRouter;
let second: TwilioStandIn;

beforeEach(async () => {
  second = await startTwilioStandIn({ now: () => router.clock.now() });
  router = await startTestRouter({
    rules,
    env: {
      TWILIO_RECEIPTS: 'on',
      TWILIO2_ACCOUNT_SID: second.accountSid,
      TWILIO2_AUTH_TOKEN: second.authToken,
      TWILIO2_FROM: '+12025550177',
      TWILIO2_API_BASE: second.apiBase,
      TWILIO2_RECEIPTS: 'on',
    },
  });
});

afterEach(async () => {
  await router.stop();
  await second.close();
  expect(second.violations).toEqual([]);
});

function down(name: string) {
  return parsoidDown({ 'host.name': `${name}.example.org`, 'service.name': `LVS HTTP IPv4 on ${name}` });
}

/** What each of the two has told of its texts has come in too. */
async function settle(): Promise<void> {
  await router.settle();
  await second.callbacks.idle();
  await router.settle();
}

function textsAbout(name: string, of: TwilioStandIn = second): readonly number[] {
  return of.messages
    .filter(({ to, body }) => to === ROAN && body.includes(name) && !body.startsWith('NOBODY ACKNOWLEDGED'))
    .map(({ at }) => at);
}

function mailsAbout(name: string): readonly string[] {
  return router.mail.mails
    .map(({ parsed }) => parsed.subject ?? '')
    .filter((subject) => subject.startsWith('[PROBLEM]') && subject.includes(name));
}

async function secondChoice(): Promise<string | undefined> {
  const { warnings }: Ready = JSON.parse(await (await fetch(`${router.address}/readyz`)).text());
  return warnings.find(({ code }) => code === 'sms-second-choice')?.text;
}

/** The receipts are looked at beside the sending. */
async function untilSecondChoice(wanted: boolean): Promise<void> {
  for (let n = 0; n < 200 && ((await secondChoice()) !== undefined) !== wanted; n += 1) await sleep(10);
  expect((await secondChoice()) !== undefined).toBe(wanted);
}

describe('another provider', () => {
  it.each<StandInMode>(['500', '429', { error: 30_001, status: 429 }, { error: 20_003, status: 401 }])(
    'takes each page at once while the first one answers %j for 30 minutes, and the first is used again after it',
    async (mode) => {
      router.twilio.mode(mode);

      for (const name of ['parsoid', 'mysql', 'search']) {
        const at = router.clock.now();
        await router.alert('icinga', down(name));
        await settle();
        expect(textsAbout(name)).toEqual([at]);
        await router.clock.advance('10m');
      }
      expect(textsAbout('example.org', router.twilio)).toEqual([]);
      // Ops may hear of the provider.
      expect(mailsAbout('').filter((subject) => !subject.includes('sms provider'))).toEqual([]);

      router.twilio.mode('ok');
      await router.clock.advance('15m');
      await router.alert('icinga', down('later'));
      await settle();
      expect([textsAbout('later').length, textsAbout('later', router.twilio).length]).toEqual([0, 1]);
    },
  );

  it('is shown by the API, pagectl and readiness, and tells what became of its texts under its own address', async () => {
    router.twilio.mode('500');
    await router.alert('icinga', down('parsoid'));
    await settle();

    const provider = 'twilio2';
    const delivery = expect.objectContaining({ status: 'delivered' });
    expect(await router.api('GET', '/notifications')).toMatchObject({
      items: [{ person: 'roan', state: 'accepted', provider, delivery, possibleDuplicate: true }],
    });
    expect((await router.pagectl('notifications')).out).toMatch(/accepted +delivered [^\n]+ twilio2 +2 /);
    expect(second.messages[0]?.statusCallback).toMatch(/\/webhooks\/twilio2\/status\?n=/);
    const ready = await (await fetch(`${router.address}/readyz`)).json();
    expect(ready).toMatchObject({
      warnings: expect.arrayContaining([
        { code: 'sms-second-choice', text: expect.stringMatching(/twilio: 20500: the provider failed/) },
      ]),
      facts: { channels: { sms: 'twilio then twilio2' } },
    });
  });

  it('is told to ops when the first one refuses the account', async () => {
    router.twilio.mode({ error: 20_003, status: 401 });
    await router.alert('icinga', down('parsoid'));
    await settle();

    expect(textsAbout('twilio refuses to send: 20003')).toHaveLength(1);
  });

  it('is not tried for a number that does not exist', async () => {
    router.twilio.mode({ error: 21_211 });
    await router.alert('icinga', down('parsoid'));
    await settle();

    expect(second.requests).toEqual([]);
    expect(mailsAbout('parsoid')).toHaveLength(1);
  });

  it('takes over, once and marked, what the first one has swallowed, after that one was asked', async () => {
    router.twilio.mode('reset-before');
    await router.alert('icinga', down('parsoid'));
    await settle();
    expect(textsAbout('parsoid')).toEqual([]);

    await router.clock.advance('10s');
    expect(textsAbout('parsoid')).toHaveLength(1);
    expect(router.twilio.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  it('does not double what the first one has taken though its answer was lost', async () => {
    router.twilio.mode('reset-after-accept');
    await router.alert('icinga', down('parsoid'));
    await settle();
    await router.clock.advance('15s');

    expect([textsAbout('parsoid').length, textsAbout('parsoid', router.twilio).length]).toEqual([0, 1]);
    expect(await router.api('GET', '/notifications')).toMatchObject({
      items: [{ channel: 'sms', provider: 'twilio', state: 'accepted', possibleDuplicate: false }],
    });
  });

  it('is first choice while the receipts of the first one do not come, until they do', async () => {
    router.twilio.callbacks.plan({ statuses: ['sent'] });
    for (let n = 0; n < 10; n += 1) await router.alert('icinga', down(`early-${n}`));
    await settle();
    await router.clock.advance('61s');
    await router.alert('icinga', down('parsoid'));
    await settle();
    await untilSecondChoice(true);

    await router.alert('icinga', down('mysql'));
    await settle();
    expect([textsAbout('mysql').length, textsAbout('mysql', router.twilio).length]).toEqual([1, 0]);

    for (const text of router.twilio.messages) await router.twilio.callbacks.send(text, 'delivered');
    await router.clock.advance('5s');
    await router.alert('icinga', down('search'));
    await settle();
    await untilSecondChoice(false);
    await router.alert('icinga', down('last'));
    await settle();
    expect([textsAbout('last').length, textsAbout('last', router.twilio).length]).toEqual([0, 1]);
  });
});

describe('both providers down', () => {
  it('lets the mail go at once, and the text as soon as one of them takes it, once', async () => {
    for (const twilio of [router.twilio, second]) twilio.mode('429');
    await router.alert('icinga', down('parsoid'));
    await settle();
    expect(mailsAbout('parsoid')).toHaveLength(1);

    await router.clock.advance('15m');
    expect(mailsAbout('parsoid')).toHaveLength(1);
    second.mode('ok');
    await router.clock.advance('2m');

    const bodies = () => [...router.twilio.messages, ...second.messages].map(({ body }) => body);
    // By then nobody has acknowledged, and the person hears of it by the text that says so.
    expect(bodies()).toEqual([expect.stringMatching(/NOBODY ACKNOWLEDGED[\s\S]*parsoid/)]);
    await router.clock.advance('20m');
    expect(bodies()).toHaveLength(1);
    expect(mailsAbout('parsoid')).toHaveLength(1);
  });

  it('sends no late text of what is over by then', async () => {
    for (const twilio of [router.twilio, second]) twilio.mode('429');
    await router.alert('icinga', down('parsoid'));
    await settle();
    await router.clock.advance('5m');
    await router.pagectl('incident', 'resolve', '1');
    for (const twilio of [router.twilio, second]) twilio.mode('ok');
    await router.clock.advance('10m');

    expect([...textsAbout('parsoid'), ...textsAbout('parsoid', router.twilio)]).toEqual([]);
  });

  it('lets the mail go at once too when each may have taken the text', async () => {
    for (const twilio of [router.twilio, second]) twilio.mode('500');
    await router.alert('icinga', down('parsoid'));
    await settle();

    expect(mailsAbout('parsoid')).toHaveLength(1);
  });
});
