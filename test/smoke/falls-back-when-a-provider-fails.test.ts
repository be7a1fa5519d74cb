import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidRules } from './rules.js';

describe('fallback', () => {
  let router: TestRouter;

  beforeEach(async () => {
    router = await startTestRouter({ rules: parsoidRules });
  });

  afterEach(async () => {
    await router.stop();
  });

  it('goes to the next contact method at once when a number is dead, and tells ops when none is left', async () => {
    router.twilio.mode({ error: 21211 });
    await router.alert('icinga', parsoidDown());

    await router.mailbox('roan').expectMail(/Parsoid/);
    await router.settle();

    expect(await router.api('GET', '/notifications')).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ person: 'roan', channel: 'sms', state: 'failed' })]),
    });
  });

  it('pages the next step at once when nobody of a step can be reached, and keeps a dead letter', async () => {
    router.twilio.mode({ error: 21211 });
    router.mail.mode('550');
    await router.alert('icinga', parsoidDown());
    await router.settle();

    const letters = await router.api('GET', '/dead-letters');
    const incident = await router.api('GET', '/incidents/1');

    expect(letters).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ person: 'roan' })]) });
    expect(JSON.stringify(incident)).toMatch(/step 2, escalation: gabriel/);
  });

  it('sends again, marked, what a provider may or may not have taken', async () => {
    router.twilio.mode('reset-after-accept');
    await router.alert('icinga', parsoidDown());
    await router.settle();
    router.twilio.mode('ok');
    await router.clock.advance('1m');

    expect(router.phone('roan').texts).toHaveLength(1);
    expect(await router.api('GET', '/notifications')).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ person: 'roan', channel: 'sms', state: 'accepted' })]),
    });
  });
});
