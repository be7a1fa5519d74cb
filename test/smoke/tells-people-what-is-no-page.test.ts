import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { runPagectl } from '../harness/run-pagectl.js';
import { startTwilioStandIn, type TwilioStandIn } from '../harness/twilio-stand-in.js';
import { until } from '../harness/until.js';

const rules = `
people:
  daniel: { sms: "+12025550101", email: daniel@example.org, roles: [ops], notify: { high: [sms], low: [sms] } }
  roan: { sms: "+12025550143", email: roan@example.org, notify: { high: [sms], low: [sms] } }
services: { mysql: { match: [{ host: "db*" }], owners: [daniel] } }
subscriptions: [{ who: daniel, to: all }]
`;

let router: TestRouter;
let second: TwilioStandIn;

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  router = await startTestRouter({ rules, env });
}

beforeEach(async () => {
  second = await startTwilioStandIn({ now: () => router.clock.now() });
});
afterEach(async () => {
  await router.stop();
  await second.close();
});

function pagectl(token: string, ...args: readonly string[]) {
  const env = { PAGING_ROUTER_URL: router.address, PAGING_ROUTER_TOKEN: token };
  return runPagectl({ args, env, now: () => router.clock.now(), stdin: '' });
}

const codes = (twilio: TwilioStandIn) => twilio.messages.filter(({ body }) => body.includes('sign-in code'));

describe('a sign-in code', () => {
  const toSecond = () => ({
    TWILIO2_ACCOUNT_SID: second.accountSid,
    TWILIO2_AUTH_TOKEN: second.authToken,
    TWILIO2_FROM: '+12025550177',
    TWILIO2_API_BASE: second.apiBase,
  });

  it.each(['500', 'reset'] as const)(
    'goes by the other provider when one is down (%s), and by it alone',
    async (how) => {
      await start(toSecond());
      router.twilio.outage(how);

      await pagectl('', 'login', 'roan');
      await until(() => codes(second)[0], { timeoutMs: 5000, describe: () => 'a code by the second provider' });

      expect([codes(router.twilio).length, codes(second).length]).toEqual([0, 1]);
      router.mailbox('roan').expectNothingElse();
    },
  );

  it('is not sent twice when a provider that answers 500 says that it has it', async () => {
    await start(toSecond());
    router.twilio.mode('500-after-accept');

    await pagectl('', 'login', 'roan');
    await until(() => codes(router.twilio)[0], { timeoutMs: 5000, describe: () => 'a code' });
    await until(() => router.twilio.requests.find(({ method }) => method === 'GET'), {
      timeoutMs: 5000,
      describe: () => 'a question whether it is there',
    });

    expect([codes(router.twilio).length, codes(second).length]).toEqual([1, 0]);
    router.mailbox('roan').expectNothingElse();
  });

  it.each(['500', 'reset'] as const)('goes by mail when the only provider of SMS is down (%s)', async (how) => {
    await start();
    router.twilio.outage(how);

    const begun = await pagectl('', 'login', 'roan');
    const mail = await router.mailbox('roan').expectMail(/sign-in code/);
    const [, id = ''] = /--id (\w+)/.exec(begun.err) ?? [];
    const code = /\d{8}/.exec(`${mail.parsed.subject} ${mail.parsed.text}`)?.[0] ?? '';

    expect((await pagectl('', 'login', 'roan', '--id', id, '--code', code)).exitCode).toBe(0);
  });
});

describe('what nobody can be told', () => {
  it('is no code for a new phone: nothing is added, and pagectl says why', async () => {
    await start();
    router.twilio.outage('500');

    const begun = await router.pagectl('contact', 'add', 'roan', '--sms', '+12025550199');

    expect(begun.exitCode).toBe(1);
    expect(begun.err).toMatch(/no provider has taken the code for \+1•••0199: nothing was added/);
  });

  it('is a request that stands, with the names of those to call', async () => {
    await start();
    const made = await router.pagectl('token', 'create', 'roan', '--person', 'roan');
    const token = /pgr_[\w-]+/.exec(made.out)?.[0] ?? '';
    router.twilio.outage('500');
    router.mail.mode('550');

    const asked = await pagectl(token, 'maintenance', 'start', 'mysql', '--for', '30m', '--reason', 'x', '--request');

    expect(asked.exitCode).toBe(1);
    expect(asked.err).toMatch(/the request stands as \w+, but no provider takes a message to .*daniel/);
    expect((await router.pagectl('request', 'list')).out).toMatch(/open/);
  });

  it('goes to the other contact method of who is asked', async () => {
    await start();
    const made = await router.pagectl('token', 'create', 'roan', '--person', 'roan');
    const token = /pgr_[\w-]+/.exec(made.out)?.[0] ?? '';
    router.twilio.outage('500');

    const asked = await pagectl(token, 'maintenance', 'start', 'mysql', '--for', '30m', '--reason', 'x', '--request');

    await router.mailbox('daniel').expectMail(/roan asks for a maintenance window on mysql/);
    expect(asked.err).toMatch(/not open yet: asked daniel/);
  });
});
