import { afterEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';

/** Leslie has the duty from Tuesday on; nobody has ever written to her. Daniel's last test page worked. */
const rules = `
people:
  daniel: { sms: "+12025550101", email: daniel@example.org, roles: [ops], shiftMails: off }
  leslie: { name: Leslie, sms: "+12025550102", shiftMails: off }
schedules:
  duty: { timezone: UTC, rotations: [{ members: [daniel, leslie], every: 1w, startsAt: "2013-04-16T00:00:00Z" }] }
subscriptions:
  - { who: duty, to: all }
`;

let router: TestRouter;

afterEach(() => router.stop());

describe('the weekly mail to ops', () => {
  it('comes once, on Monday, over a restart too, and not where everybody can be paged', async () => {
    router = await startTestRouter({ rules, at: '2013-04-22T08:00:00Z' });
    await router.pagectl('page', 'test', 'daniel');
    await router.phone('daniel').expectSms(/TEST PAGE/);
    await router.mailbox('daniel').expectMail(/TEST/);
    await router.clock.advance('59m');
    await router.expectNoMoreMessages();

    await router.clock.advance('2m');
    const mail = await router
      .mailbox('daniel')
      .expectMail(/^\[READINESS\] 1 person who is on call within a week may not/);
    await router.restart();
    await router.clock.advance('3h');

    expect(mail.parsed.text).toMatch(/- Leslie, on call from .*: sms \+\S*02 untested for 30 days/);
    expect(mail.parsed.text).not.toContain('+12025550102');
    await router.expectNoMoreMessages();
    await router.pagectl('page', 'test', 'leslie');
    await router.phone('leslie').expectSms(/TEST PAGE/);
    await router.clock.advance('7d');
    await router.expectNoMoreMessages();
  });
});
