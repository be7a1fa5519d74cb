import { afterEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidRules, parsoidUp } from './rules.js';

let router: TestRouter;

afterEach(() => router.stop());

describe('an incident whose source says nothing more of it', () => {
  it('is marked stale, stays open, pages nobody for that, and is well when it is heard of again', async () => {
    router = await startTestRouter({ rules: `${parsoidRules}sources: { icinga: { staleAfter: 6h } }\n` });
    await router.alert('icinga', parsoidDown());
    await router.api('POST', '/incidents/1/resolve', { by: 'daniel' });
    await router.alert(
      'icinga',
      parsoidDown({ 'host.name': 'wtp1', 'service.name': 'load', 'service.state': 'WARNING' }),
    );
    await router.mailbox('roan').expectMail(/PROBLEM.*WARNING/);
    await router.clock.advance('5h');
    const fresh = await router.api('GET', '/incidents/2');
    const before = router.twilio.messages.length + router.mail.mails.length;

    await router.clock.advance('1h');
    await router.restart();
    const stale = await router.api('GET', '/incidents/2');
    const listed = await router.pagectl('incident', 'list');
    await router.clock.advance('3d');

    expect(fresh).toMatchObject({ state: 'triggered', stale: false });
    expect(stale).toMatchObject({ state: 'triggered', stale: true });
    expect(listed.out).toMatch(/triggered, stale/);
    expect(router.twilio.messages.length + router.mail.mails.length).toBe(before);
    const timeline = JSON.stringify(await router.api('GET', '/incidents/2/timeline'));
    expect(timeline.match(/stale: nothing was heard of it since 2013-04-18 23:40 UTC/g)).toHaveLength(1);
    await router.alert('icinga', parsoidUp({ 'host.name': 'wtp1', 'service.name': 'load' }));
    expect(await router.api('GET', '/incidents/2')).toMatchObject({ state: 'resolved', stale: false });
  });
});
