import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { runPagectl } from '../harness/run-pagectl.js';
import { parsoidDown, parsoidRules, parsoidUp } from './rules.js';

let router: TestRouter;
let token: string;

beforeAll(async () => {
  router = await startTestRouter({ rules: parsoidRules });
  const made = await router.pagectl('--json', 'token', 'create', 'mine', '--person', 'gabriel');
  token = z.object({ token: z.string() }).parse(JSON.parse(made.out)).token;
});
afterAll(async () => {
  await router.stop();
});

/** The evening as the developer wished for it: silenced, ops told, nobody woken, and the window gone by itself. */
describe('a deploy in one command', () => {
  it('silences its service, tells ops, passes its end on, and leaves nothing open', async () => {
    const deploy = await runPagectl({
      args: ['maintenance', 'run', 'parsoid', '--for', '30m', '--reason', 'deploy 1.2', '--', 'true'],
      env: { PAGING_ROUTER_URL: router.address, PAGING_ROUTER_TOKEN: token },
      now: router.clock.now,
      stdin: '',
    });
    const told = await router.mailbox('daniel').expectMail(/\[MAINTENANCE\] gabriel silences parsoid until/);
    await router.mailbox('roan').expectMail(/gabriel silences parsoid/);
    await router.alert('icinga', parsoidDown());
    await router.clock.advance('3m');
    await router.alert('icinga', parsoidUp());
    await router.clock.advance('5m');
    await router.clock.advance('1m');

    const summary = await router.mailbox('gabriel').expectMail(/has ended: 1 alert was held, nothing is still failing/);
    await router.expectNoMoreMessages();
    expect(deploy).toMatchObject({ exitCode: 0, out: '' });
    expect(told.parsed.text).toContain('Reason: deploy 1.2');
    expect(told.parsed.text).toContain('pagectl maintenance end');
    expect(summary.parsed.text).toContain('ended as monitoring was quiet');
    expect((await router.pagectl('maintenance', 'list')).out).toMatch(/ended +parsoid .*ended by monitoring/);
  });
});
