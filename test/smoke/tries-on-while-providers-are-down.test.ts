import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { startTwilioStandIn, type TwilioStandIn } from '../harness/twilio-stand-in.js';
import { parsoidDown, parsoidUp } from './rules.js';

/** Roan has a mailbox behind his phone, Ann has nothing else; Daniel looks after the router. Roan is paged three times in all. */
const rules = `
people:
  daniel: { sms: "+12025550101", email: daniel@example.org, roles: [ops], notify: { high: [sms], low: [email] } }
  roan: { sms: "+12025550143", email: roan@example.org, notify: { high: [sms], low: [sms] } }
  ann: { sms: "+12025550111", notify: { high: [sms], low: [sms] } }
services:
  parsoid: { match: [{ check: "*parsoid*" }] }
  mysql: { match: [{ check: "*mysql*" }], escalation: ann-first }
subscriptions:
  - { who: roan, to: parsoid }
  - { who: ann, to: mysql }
  - { who: daniel, to: unmatched }
escalationPolicies:
  default: { steps: [{ page: subscribers }, { after: 10m, page: subscribers }], repeat: 0 }
  ann-first: { steps: [{ page: subscribers }, { after: 20m, page: roan }], repeat: 0 }
limits: { sms: off, email: off }
`;
const outages = ['500', 'reset'] as const;

let router: TestRouter;
let second: TwilioStandIn;
let begunAt: number;

async function begin(providers: 1 | 2): Promise<void> {
  second = await startTwilioStandIn({ now: () => router.clock.now() });
  const other = {
    TWILIO2_ACCOUNT_SID: second.accountSid,
    TWILIO2_AUTH_TOKEN: second.authToken,
    TWILIO2_FROM: '+12025550177',
    TWILIO2_API_BASE: second.apiBase,
  };
  router = await startTestRouter({ rules, env: providers === 2 ? other : {} });
  begunAt = router.clock.now();
}

function allDown(how: (typeof outages)[number] | null): void {
  for (const twilio of [router.twilio, second]) twilio.outage(how);
}

/** Seconds since the beginning at which a person's phone, or mailbox, got something like this. */
function texts(who: string, like: RegExp): number[] {
  const number = { roan: '+12025550143', ann: '+12025550111', daniel: '+12025550101' }[who];
  return [...router.twilio.messages, ...second.messages]
    .filter(({ to, body }) => to === number && like.test(body))
    .map(({ at }) => Math.round((at - begunAt) / 1000));
}

function mails(who: string, like: RegExp): number {
  return router.mailbox(who).mails.filter(({ parsed }) => like.test(parsed.subject ?? '')).length;
}

afterEach(async () => {
  await router.stop();
  await second.close();
});

describe.each([1, 2] as const)('with %d provider(s) of SMS, all down for 30 minutes', (providers) => {
  beforeEach(() => begin(providers));

  it.each(outages)(
    '(%s) the mail goes within the minute and a half, the text within a minute of their return, once',
    async (how) => {
      allDown(how);
      await router.alert('icinga', parsoidDown());
      await router.clock.advance('90s');
      const mailsAtOnce = mails('roan', /PROBLEM/);
      await router.clock.advance('1710s');
      const before = texts('roan', /./);
      allDown(null);
      await router.clock.advance('75s');
      const after = texts('roan', /./);
      await router.clock.advance('30m');

      expect([mailsAtOnce, before]).toEqual([1, []]);
      expect(after).toHaveLength(1);
      expect(texts('roan', /./)).toEqual(after);
    },
  );

  it.each(outages)('(%s) no late text comes once somebody has acknowledged, or it is over', async (how) => {
    allDown(how);
    await router.alert('icinga', parsoidDown());
    await router.alert('icinga', parsoidDown({ 'host.name': 'db1', 'service.name': 'mysql' }));
    await router.clock.advance('5m');
    await router.pagectl('incident', 'acknowledge', '1', '--by', 'roan');
    await router.alert('icinga', parsoidUp({ 'host.name': 'db1', 'service.name': 'mysql' }));
    allDown(null);
    await router.clock.advance('10m');

    expect([texts('roan', /PROBLEM|CRITICAL/), texts('ann', /CRITICAL/)]).toEqual([[], []]);
  });
});

describe('a person who has nothing but a phone, while the provider is down', () => {
  beforeEach(async () => {
    await begin(1);
    router.twilio.outage('500');
    await router.alert('icinga', parsoidDown({ 'host.name': 'db1', 'service.name': 'mysql' }));
    await router.clock.advance('2m');
  });

  it('is a dead letter that ops hear of by mail, and the next step goes at once; the text comes in the end, and ends it', async () => {
    const listed = await router.pagectl('dead-letter', 'list');
    const timeline = JSON.stringify(await router.api('GET', '/incidents/1/timeline'));
    const seen = await router.api('GET', '/notifications?limit=50');
    router.twilio.outage(null);
    await router.clock.advance('75s');

    expect(listed.out).toMatch(/ann +no contact method left; sms .*it is tried on/);
    expect(mails('daniel', /pages that reached nobody: ann/)).toBe(1);
    expect(mails('roan', /mysql/)).toBe(1);
    expect(timeline).toMatch(/ann by SMS \([^)]*\): not yet, .*it is tried on/);
    expect(seen).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ person: 'ann', lateAt: expect.any(String) })]),
    });
    expect(texts('ann', /CRITICAL/)).toHaveLength(1);
    expect(await router.api('GET', '/dead-letters')).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ person: 'ann', end: expect.objectContaining({ kind: 'delivered' }) }),
      ]),
    });
  });

  it('gets one text when somebody has tried the dead letter again meanwhile', async () => {
    const { items } = (await router.api('GET', '/dead-letters')) as { items: { id: string; person: string }[] };
    const letter = items.find(({ person }) => person === 'ann');
    const retried = await router.pagectl('dead-letter', 'retry', letter?.id ?? '');
    await router.clock.advance('3m');
    router.twilio.outage(null);
    await router.clock.advance('5m');

    expect(retried.exitCode).toBe(0);
    expect(texts('ann', /CRITICAL/)).toHaveLength(1);
  });
});
