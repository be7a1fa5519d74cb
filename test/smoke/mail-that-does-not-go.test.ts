import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import type { ReceivedMail, SmtpMode } from '../harness/smtp-server.js';
import { parsoidDown } from './rules.js';

/** Mia has nothing but a mailbox, and Roan is called after her; Tim has a phone behind his mailbox. Daniel looks after the router. */
const rules = `
people:
  daniel: { sms: "+12025550101", roles: [ops] }
  mia: { email: mia@example.org }
  tim: { sms: "+12025550151", email: tim@example.org, notify: { high: [email], low: [email] } }
  roan: { sms: "+12025550143", notify: { high: [sms], low: [sms] } }
services:
  parsoid: { match: [{ check: "*parsoid*" }], escalation: mia-first }
  mysql: { match: [{ check: "*mysql*" }] }
subscriptions:
  - { who: mia, to: parsoid }
  - { who: tim, to: mysql }
  - { who: daniel, to: unmatched }
escalationPolicies:
  default: { steps: [{ page: subscribers }], repeat: 0 }
  mia-first: { steps: [{ page: subscribers }, { after: 60m, page: roan }], repeat: 0 }
limits: { sms: off, email: off }
`;

let router: TestRouter;
let begunAt: number;

beforeEach(async () => {
  router = await startTestRouter({ rules });
  begunAt = router.clock.now();
});
afterEach(() => router.stop());

function down(name: string) {
  return parsoidDown({ 'host.name': 'web1', 'service.name': name });
}

function mails(who: string): readonly ReceivedMail[] {
  return router.mailbox(who).mails.filter(({ parsed }) => parsed.subject?.startsWith('[PROBLEM]'));
}

/** Seconds from the beginning at which a phone got something like this. */
function texts(who: string, like: RegExp): number[] {
  const { messages } = router.phone(who);
  return messages.filter(({ body }) => like.test(body)).map(({ at }) => Math.round((at - begunAt) / 1000));
}

const isMarked = ({ parsed }: ReceivedMail) => parsed.text?.includes('You may have got this mail before') ?? false;

describe.each<SmtpMode>(['451', '452-data'])(
  'a mail server that puts every mail off for a quarter of an hour (%s)',
  (mode) => {
    beforeEach(() => router.mail.mode(mode));

    it('gets it in the end: once, unmarked, within a minute; the phone was called after 90 s at the latest', async () => {
      await router.alert('icinga', down('mysql'));
      await router.clock.advance('15m');
      const before = [mails('tim').length, texts('tim', /mysql/).length];
      router.mail.mode('accept');
      await router.clock.advance('61s');
      const after = mails('tim');
      await router.clock.advance('20m');

      expect(before).toEqual([0, 1]);
      expect(texts('tim', /mysql/)[0]).toBeLessThanOrEqual(90);
      expect(after.map(isMarked)).toEqual([false]);
      expect(mails('tim').filter(({ parsed }) => !/nobody/i.test(parsed.subject ?? ''))).toHaveLength(1);
    });

    it('does not keep who has nothing else from being followed by the next step, and ops from hearing of it', async () => {
      await router.alert('icinga', down('parsoid'));
      await router.clock.advance('91s');
      const called = [texts('roan', /parsoid/), texts('daniel', /mia could not be reached/)];
      router.mail.mode('accept');
      await router.clock.advance('61s');

      expect(called.map(({ length }) => length)).toEqual([1, 1]);
      expect(mails('mia').map(isMarked)).toEqual([false]);
      expect((await router.pagectl('dead-letter', 'list', '--all')).out).toMatch(/mia .*delivered by paging-router/);
    });
  },
);

describe('a mail server that cuts the connection after the content', () => {
  it('without having taken it: the mail comes ten seconds later, once, and says that it may be a repeat', async () => {
    router.mail.mode('drop-after-dot');
    await router.alert('icinga', down('parsoid'));
    await router.settle();
    router.mail.mode('accept');
    const atOnce = mails('mia').length;
    await router.clock.advance('10s');
    const after = mails('mia');
    await router.clock.advance('30m');

    expect(atOnce).toBe(0);
    expect(after.map(isMarked)).toEqual([true]);
    expect(after[0]?.parsed.html).toContain('You may have got this mail before');
    expect(mails('mia')).toHaveLength(1);
    expect(texts('roan', /parsoid/)).toEqual([]);
  });

  it('having taken it: two mails, the second marked, under one Message-ID, and never a third', async () => {
    router.mail.mode('drop-after-accept');
    await router.alert('icinga', down('parsoid'));
    await router.clock.advance('59m');

    expect(mails('mia').map(isMarked)).toEqual([false, true]);
    expect(new Set(mails('mia').map(({ parsed }) => parsed.messageId)).size).toBe(1);
  });

  it('again and again: who has a phone gets a text within seconds, who has none is followed by the next step; ops hear', async () => {
    router.mail.mode('drop-after-dot');
    await router.alert('icinga', down('mysql'));
    await router.alert('icinga', down('parsoid'));
    await router.clock.advance('15s');

    expect([texts('tim', /mysql/).length, texts('roan', /parsoid/).length]).toEqual([1, 1]);
    expect(texts('daniel', /mia could not be reached/)).toHaveLength(1);
    expect(router.mail.contents).toHaveLength(4);
  });
});
