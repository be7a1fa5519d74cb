import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidRules } from './rules.js';

describe('escalation', () => {
  let router: TestRouter;

  beforeEach(async () => {
    router = await startTestRouter({ rules: parsoidRules });
  });

  afterEach(async () => {
    await router.stop();
  });

  it('pages the owners after 15 minutes, then tells the all-pages people that nobody acknowledged', async () => {
    await router.alert('icinga', parsoidDown());
    await router.phone('daniel').expectSms(/CRITICAL/);
    await router.phone('roan').expectSms(/CRITICAL/);
    await router.clock.advance('14m');
    await router.expectNoMoreMessages('sms');

    await router.clock.advance('1m');
    await router.phone('gabriel').expectSms(/Parsoid/);
    await router.expectNoMoreMessages('sms');

    await router.clock.advance('15m');
    await router.phone('daniel').expectSms(/^NOBODY ACKNOWLEDGED/);
    await router.clock.advance('5h');
    await router.expectNoMoreMessages('sms');
  });

  it('stops when somebody acknowledges, and reminds them when it takes too long', async () => {
    await router.alert('icinga', parsoidDown());
    await router.phone('daniel').expectSms(/CRITICAL/);
    const text = await router.phone('roan').expectSms(/CRITICAL/);

    const [link] = /http\S+/.exec(text) ?? [];
    const shown = await fetch(String(link));
    const acknowledged = await fetch(String(link), { method: 'POST' });
    await router.clock.advance('59m');
    await router.expectNoMoreMessages('sms');

    expect(shown.status).toBe(200);
    expect(acknowledged.status).toBe(200);
    expect(await router.api('GET', '/incidents/1')).toMatchObject({ state: 'acknowledged', acknowledgedBy: ['roan'] });
    await router.clock.advance('1m');
    await router.phone('roan').expectSms(/^REMINDER/);
    await router.clock.advance('15m');
    await router.phone('gabriel').expectSms(/Parsoid/);
  });

  it('goes on where it stood after a restart in the middle', async () => {
    await router.alert('icinga', parsoidDown());
    await router.phone('daniel').expectSms(/CRITICAL/);
    await router.phone('roan').expectSms(/CRITICAL/);
    await router.clock.advance('10m');

    await router.restart();
    await router.clock.advance('5m');

    await router.phone('gabriel').expectSms(/Parsoid/);
    await router.expectNoMoreMessages('sms');
  });
});
