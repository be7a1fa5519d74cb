import { afterEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidRules, parsoidUp } from './rules.js';

/** Daniel wants texts of both; roan's default is a mail; mia hears neither; gabriel is paged by the second step only. */
const rules = parsoidRules
  .replace('roles: [ops] }', 'roles: [ops], tell: { taken: [sms], over: [sms] } }')
  .replace('  gabriel:', '  mia: { sms: "+12025550145", tell: { taken: off, over: off } }\n  gabriel:')
  .replace('members: [roan]', 'members: [roan, mia]');

let router: TestRouter;

afterEach(() => router.stop());

describe('those who were paged', () => {
  it('hear once who took it and once that it is over, as each wishes, and nobody else does', async () => {
    router = await startTestRouter({ rules });
    await router.alert('icinga', parsoidDown());
    for (const who of ['daniel', 'roan', 'mia']) await router.phone(who).expectSms(/CRITICAL/);
    for (const who of ['daniel', 'roan']) await router.mailbox(who).expectMail(/PROBLEM/);
    await router.clock.advance('2m');

    await router.pagectl('incident', 'acknowledge', '1', '--by', 'admin');
    await router.phone('daniel').expectSms(/^TAKEN by admin Parsoid/);
    const taken = await router.mailbox('roan').expectMail(/^\[TAKEN\] Parsoid: .* by admin \(#1\)$/);
    await router.api('POST', '/incidents/1/acknowledge', { by: 'roan' });
    await router.clock.advance('2m');
    await router.expectNoMoreMessages();
    await router.alert('icinga', parsoidUp());
    await router.phone('daniel').expectSms(/^RECOVERED/);
    await router.phone('roan').expectSms(/^RECOVERED/);
    await router.mailbox('roan').expectMail(/RECOVERY/);
    await router.clock.advance('10m');

    expect(taken.parsed.text).toMatch(/TAKEN by admin: nobody else is paged/);
    await router.expectNoMoreMessages();
    await router.phone('gabriel').expectNothing();
  });

  it('do not hear of what never reached them', async () => {
    router = await startTestRouter({ rules });
    router.twilio.mode({ error: 21211 });
    router.mail.mode('550');
    await router.alert('icinga', parsoidDown());
    await router.clock.advance('10s');
    router.twilio.mode('ok');
    router.mail.mode('accept');

    await router.pagectl('incident', 'acknowledge', '1', '--by', 'gabriel');
    await router.clock.advance('1m');

    expect(router.twilio.messages.filter(({ body }) => body.startsWith('TAKEN'))).toEqual([]);
    expect(router.mail.mails.filter(({ parsed }) => parsed.subject?.includes('TAKEN'))).toEqual([]);
  });
});
