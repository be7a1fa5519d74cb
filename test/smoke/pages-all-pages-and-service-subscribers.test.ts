import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidRules } from './rules.js';

describe('pages', () => {
  let router: TestRouter;

  beforeEach(async () => {
    router = await startTestRouter({ rules: parsoidRules });
  });

  afterEach(async () => {
    await router.stop();
  });

  it('pages all-pages people and the subscribers of the service, each once on each of their channels', async () => {
    await router.alert('icinga', parsoidDown());

    for (const person of ['daniel', 'roan']) {
      await router.phone(person).expectSms(/^CRITICAL Parsoid: LVS HTTP IPv4 on parsoid/);
      await router.mailbox(person).expectMail(/\[PROBLEM\] Parsoid/);
    }
    await router.expectNoMoreMessages();
  });

  it('leaves those who want only Parsoid asleep when a database fails', async () => {
    await router.alert('icinga', parsoidDown({ 'host.name': 'db1017', 'service.name': 'MySQL Slave Running' }));

    await router.phone('daniel').expectSms(/MySQL/);
    await router.phone('roan').expectNothing();
    await router.mailbox('roan').expectNothing();
  });

  it('says why somebody was not paged', async () => {
    await router.alert('icinga', parsoidDown({ 'host.name': 'db1017', 'service.name': 'MySQL Slave Running' }));

    const { out } = await router.pagectl('explain', '--incident', '1', '--person', 'roan');

    expect(out).toMatch(/roan is not paged: .*parsoid/);
  });
});
