import { afterEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidRules, parsoidUp } from './rules.js';

let router: TestRouter;

afterEach(() => router.stop());

async function downAndUp(): Promise<void> {
  await router.alert('icinga', parsoidDown());
  await router.phone('roan').expectSms(/^CRITICAL/);
  await router.api('POST', '/incidents/1/acknowledge', { by: 'roan' });
  await router.alert('icinga', parsoidUp());
  await router.phone('roan').expectSms(/^RECOVERED/);
}

describe('a problem that comes back after its recovery', () => {
  it('pages anew, although its first time was acknowledged, and says that it is back', async () => {
    router = await startTestRouter({ rules: `${parsoidRules}limits: { sms: off }\n` });
    await downAndUp();
    await router.clock.advance('10m');

    await router.alert('icinga', parsoidDown());

    await router.phone('roan').expectSms(/^AGAIN CRITICAL .*after 10m well/s);
    const mail = await router.mailbox('roan').expectMail(/PROBLEM.*#2/);
    expect(mail.parsed.text).toMatch(/CRITICAL: back after it was well for 10m/);
    expect(await router.api('GET', '/incidents/2')).toMatchObject({ state: 'triggered', acknowledgedBy: [] });
  });

  it('is a new problem after the time that its policy names', async () => {
    const rules = `${parsoidRules.replace('ackTimeout: 60m', 'ackTimeout: 60m\n    returnsWithin: 5m')}limits: { sms: off }\n`;
    router = await startTestRouter({ rules });
    await downAndUp();
    await router.clock.advance('10m');

    await router.alert('icinga', parsoidDown());

    await router.phone('roan').expectSms(/^CRITICAL/);
  });
});
