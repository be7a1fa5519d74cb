import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidRules, parsoidUp } from './rules.js';

describe('one problem', () => {
  let router: TestRouter;

  beforeEach(async () => {
    router = await startTestRouter({ rules: parsoidRules });
  });

  afterEach(async () => {
    await router.stop();
  });

  it('takes the runs of one notification for several users as one alert', async () => {
    const event = parsoidDown({ eventId: 'e1' });

    const answers = await Promise.all(Array.from({ length: 10 }, () => router.alert('icinga', event)));

    expect(new Set(answers.map(({ alertId }) => alertId)).size).toBe(1);
    await router.phone('roan').expectSms(/CRITICAL/);
    await router.phone('daniel').expectSms(/CRITICAL/);
    await router.expectNoMoreMessages('sms');
  });

  it('shows what Icinga and Watchmouse say about one service in one incident, and ends it when both are well', async () => {
    await router.alert('icinga', parsoidDown());
    await router.phone('roan').expectSms(/CRITICAL/);
    const watchmouse = { name: 'parsoid front page', rid: '4711', host: 'parsoid.example.org', result: '7011' };

    await router.alert('watchmouse', { event: 'alert', ...watchmouse }, { method: 'GET' });
    await router.phone('roan').expectNothing();
    await router.alert('icinga', parsoidUp());
    const half = await router.api('GET', '/incidents/1');
    await router.clock.advance('2m');
    await router.alert('watchmouse', { event: 'ok', ...watchmouse, result: '0' }, { method: 'GET' });

    expect(half).toMatchObject({ state: 'triggered' });
    expect(await router.api('GET', '/incidents/1')).toMatchObject({ state: 'resolved' });
    await router.phone('roan').expectSms(/RECOVERED|OK|resolved/i);
  });

  it('keeps closed what a person resolved while Icinga still says down', async () => {
    await router.alert('icinga', parsoidDown({ 'service.last_state_change': '1366328700' }));
    await router.phone('roan').expectSms(/CRITICAL/);
    await router.pagectl('incident', 'resolve', '1');
    await router.clock.advance('3h');
    const before = router.twilio.messages.length;

    await router.alert('icinga', parsoidDown({ 'service.last_state_change': '1366328700' }));
    await router.settle();

    expect(router.twilio.messages).toHaveLength(before);
    expect(await router.api('GET', '/incidents?state=open')).toMatchObject({ items: [] });
  });

  it('makes a handful of SMS of 200 hosts behind one dead switch, and they say so', async () => {
    const hosts = Array.from({ length: 200 }, (_, n) => `mw${1000 + n}`);
    const down = (host: string) => ({
      'notification.type': 'PROBLEM',
      'host.name': host,
      'host.state': 'DOWN',
      'host.output': 'timeout',
    });

    await Promise.all(hosts.map((host) => router.alert('icinga', down(host))));
    await router.clock.advance('10m');

    const texts = router.phone('daniel').texts;
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.length).toBeLessThanOrEqual(5);
    expect(texts.join(' ')).toMatch(/1\d\d|200/);
    expect(router.phone('roan').texts).toEqual([]);
  });
});
