import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from './router.js';

describe('the whole router under test', () => {
  let router: TestRouter;

  beforeEach(async () => {
    router = await startTestRouter({ at: '2013-04-19T01:46:00Z' });
  });

  afterEach(() => router.stop());

  it('tells a story: an alert, its pages, the steps that fall due on the way', async () => {
    await router.alert('icinga', {
      'notification.type': 'PROBLEM',
      'host.name': 'db1017',
      'service.name': 'MySQL Slave Running',
      'service.state': 'CRITICAL',
      'service.output': 'CRITICAL: slave SQL thread is not running',
    });
    await router.phone('tim').expectSms(/MySQL/);
    await router.phone('daniel').expectSms(/MySQL/);
    await router.phone('leslie').expectSms(/MySQL/);
    await router.phone('roan').expectNothing();
    await router.expectNoMoreMessages('sms');

    await router.clock.advance('5m');
    await router.phone('tim').expectSms(/MySQL/);
    await router.expectNoMoreMessages('sms');

    await router.clock.advance('5m');
    await router.phone('rob').expectSms(/MySQL/);
    expect(router.twilio.messages.map(({ to, at }) => [to, new Date(at).toISOString().slice(11, 19)])).toEqual([
      [expect.any(String), '01:46:00'],
      [expect.any(String), '01:46:00'],
      [expect.any(String), '01:46:00'],
      ['+12025550151', '01:51:00'],
      ['+12025550152', '01:56:00'],
    ]);
  });

  it('gives the same incident to the API and to pagectl, also after a restart', async () => {
    await router.alert('generic', { kind: 'problem', host: 'mystery1', check: 'new', summary: 'broken' });
    await router.restart();

    const listed = await router.api('GET', '/incidents?state=open');
    const { exitCode, out } = await router.pagectl('incident', 'list');

    expect(listed).toMatchObject({ items: [{ number: 1, state: 'triggered' }] });
    expect(exitCode).toBe(0);
    expect(out).toMatch(/mystery1/);
  });

  it('fails when somebody gets what nobody expected', async () => {
    await router.alert('generic', { kind: 'problem', host: 'mystery1', check: 'new', summary: 'broken' });

    await expect(router.phone('daniel').expectNothing()).rejects.toThrow('nobody expected');
    await expect(router.expectNoMoreMessages('email')).rejects.toThrow('leslie@example.org');
  });
});
