import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidUp } from './rules.js';

/** Daniel's week ends on Monday 2013-04-22 at 17:00 UTC, then Leslie's begins. Roan comes behind. */
const rules = `
people:
  daniel: { sms: "+12025550101", email: daniel@example.org }
  leslie: { sms: "+12025550102", email: leslie@example.org }
  roan: { sms: "+12025550143", email: roan@example.org, shiftMails: off }
schedules:
  ops-oncall:
    timezone: UTC
    rotations:
      - { members: [daniel, leslie, roan], every: 1w, startsAt: 2013-04-15T17:00:00Z }
  ops-second: { follows: ops-oncall }
services:
  parsoid: { name: Parsoid, match: [{ check: "*parsoid*" }] }
subscriptions:
  - { who: ops-oncall, to: all }
escalationPolicies:
  default: { steps: [{ page: subscribers }, { after: 15m, page: ops-second }], repeat: 0 }
`;

describe('schedules', () => {
  let router: TestRouter;

  beforeEach(async () => {
    router = await startTestRouter({ rules, at: '2013-04-22T16:50:00Z' });
    await router.clock.advance('1m');
    await router.mailbox('daniel').expectMail(/shifts in ops-oncall/);
    await router.mailbox('leslie').expectMail(/shifts in ops-second/);
    await router.mailbox('leslie').expectMail(/shifts in ops-oncall/);
    await router.mailbox('daniel').expectMail(/shifts in ops-second/);
    // It is a Monday, and nobody has been written to.
    await router.mailbox('daniel').expectMail(/READINESS/);
    await router.expectNoMoreMessages();
  });

  afterEach(() => router.stop());

  it('rings the phone of whoever is on call, tells both of the hand-off, and then rings the other phone', async () => {
    await router.alert('icinga', parsoidDown());
    await router.phone('daniel').expectSms(/Parsoid/);
    await router.clock.advance('2m');
    await router.alert('icinga', parsoidUp());
    await router.phone('daniel').expectSms(/RECOVERED/);
    await router.expectNoMoreMessages('sms');

    await router.clock.advanceTo('2013-04-22T17:00:00Z');
    await router.alert('icinga', parsoidDown({ 'service.last_state_change': '1366650001' }));

    await router.phone('leslie').expectSms(/Parsoid/);
    await router.clock.advance('15m');
    await router.phone('roan').expectSms(/Parsoid/);
    await router.expectNoMoreMessages('sms');
    expect(router.mail.mails.map(({ parsed }) => parsed.subject)).toEqual(
      expect.arrayContaining([
        '[ON CALL] Your shift in ops-oncall has ended',
        expect.stringMatching(/^\[ON CALL\] Your shift in ops-oncall has begun, until Mon 29 Apr 2013 17:00 UTC$/),
      ]),
    );
  });

  it('escalates to whoever is on call when the step fires, not when the incident opened', async () => {
    await router.alert('icinga', parsoidDown());
    await router.phone('daniel').expectSms(/Parsoid/);

    await router.clock.advance('15m');

    await router.phone('roan').expectSms(/Parsoid/);
    await router.phone('leslie').expectNothing();
  });

  it('rings whom an override puts on call, tells both, and says why', async () => {
    const made = await router.pagectl(
      'override',
      'add',
      'ops-oncall',
      '--cover',
      'roan',
      '--for',
      '4h',
      '--by',
      'roan',
    );
    await router.alert('icinga', parsoidDown());

    await router.phone('roan').expectSms(/Parsoid/);
    const explained = await router.pagectl('explain', '--incident', '1', '--person', 'roan');
    const onCall = await router.pagectl('oncall', 'parsoid');
    await router.phone('daniel').expectNothing();

    expect(made.exitCode).toBe(0);
    expect(explained.out).toMatch(
      /^roan is paged at once .*, on call in ops-oncall until 2013-04-22 20:51 UTC, by override/,
    );
    expect(onCall.out).toMatch(/ops-oncall +roan/);
    await router.clock.advance('30s');
    await router.mailbox('daniel').expectMail(/Your shifts in ops-oncall have changed/);
  });
});
