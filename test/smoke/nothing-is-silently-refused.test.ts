import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidRules, parsoidUp } from './rules.js';

describe('refusals', () => {
  let router: TestRouter;
  let tokened: TestRouter;

  beforeEach(async () => {
    router = await startTestRouter({ rules: parsoidRules });
    tokened = await startTestRouter({ rules: parsoidRules, env: { SOURCE_TOKEN_ICINGA: 'right' } });
  });

  afterEach(async () => {
    await router.stop();
    await tokened.stop();
  });

  it('refuses what it cannot read with the field, and still tells people', async () => {
    const answer = await router.alert('icinga', parsoidDown({ 'notification.type': 'NONSENSE' }), { expect: 400 });

    expect(answer.body).toMatchObject({ code: 'unreadable-alert', errors: [{ path: 'notification.type' }] });
    await router.phone('daniel').expectSms(/unreadable alerts from icinga/);
    await router.phone('roan').expectNothing();
  });

  it('records a recovery of something unknown', async () => {
    const { alertId } = await router.alert('icinga', parsoidUp());

    await router.expectNoMoreMessages();
    expect(alertId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('tells ops when a source keeps coming with a wrong token, until none has come for ten minutes', async () => {
    for (let n = 0; n < 3; n += 1) await tokened.alert('icinga', parsoidDown(), { token: 'old', expect: 401 });
    await tokened.phone('daniel').expectSms(/token/);

    await tokened.alert('icinga', parsoidUp(), { token: 'right' });
    await tokened.phone('daniel').expectNothing();
    await tokened.clock.advance('10m');
    await tokened.alert('icinga', parsoidUp(), { token: 'right' });
    await tokened.clock.advance('1m');

    await tokened.phone('daniel').expectSms(/token/);
  });
});
