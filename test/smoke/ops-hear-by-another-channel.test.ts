import { afterEach, beforeEach, describe, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown } from './rules.js';

/** Each of ops wishes to hear by one channel at once, and has the other one. */
const rules = `
people:
  daniel: { sms: "+12025550101", email: daniel@example.org, roles: [ops], notify: { high: [sms], low: [email] } }
  leslie: { sms: "+12025550102", email: leslie@example.org, roles: [ops], notify: { high: [email, { via: sms, after: 30m }], low: [email] } }
  roan: { sms: "+12025550143", notify: { high: [sms], low: [sms] } }
  mia: { email: mia@example.org }
services:
  parsoid: { match: [{ check: "*parsoid*" }] }
  mysql: { match: [{ check: "*mysql*" }] }
subscriptions:
  - { who: roan, to: parsoid }
  - { who: mia, to: mysql }
  - { who: [daniel, leslie], to: unmatched }
escalationPolicies: { default: { steps: [{ page: subscribers }], repeat: 0 } }
limits: { sms: off, email: off }
`;

let router: TestRouter;

beforeEach(async () => {
  router = await startTestRouter({ rules });
});
afterEach(() => router.stop());

describe('a page that reached nobody', () => {
  it('by SMS is told to all of ops by mail, at once, beside the way that each wishes', async () => {
    // Roan's number is dead; what goes to others is taken, whether it arrives or not.
    router.twilio.mode({ error: 21211 }, 1);
    await router.alert('icinga', parsoidDown({ 'service.name': 'parsoid' }));
    await router.settle();

    await router.mailbox('daniel').expectMail(/pages that reached nobody: roan/);
    await router.mailbox('leslie').expectMail(/pages that reached nobody: roan/);
    await router.phone('daniel').expectSms(/roan could not be reached/);
  });

  it('by mail is told to all of ops by SMS, at once, beside the way that each wishes', async () => {
    router.mail.mode('550');
    await router.alert('icinga', parsoidDown({ 'service.name': 'mysql' }));
    await router.settle();

    await router.phone('daniel').expectSms(/mia could not be reached/);
    await router.phone('leslie').expectSms(/mia could not be reached/);
  });
});

describe('a provider that refuses the account', () => {
  it('is told to ops by the other channel', async () => {
    router.twilio.mode({ error: 20003, status: 401 });
    await router.alert('icinga', parsoidDown({ 'service.name': 'parsoid' }));
    await router.settle();

    await router.mailbox('daniel').expectMail(/sms provider/);
    await router.mailbox('leslie').expectMail(/sms provider/);
  });
});
