import { afterEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidRules } from './rules.js';

let router: TestRouter;

afterEach(() => router.stop());

async function paged(): Promise<void> {
  router = await startTestRouter({ rules: parsoidRules, env: { TWILIO_REPLIES: 'on' } });
  await router.alert('icinga', parsoidDown());
  await router.phone('daniel').expectSms(/CRITICAL/);
  await router.phone('roan').expectSms(/CRITICAL/);
}

describe('a snoozed incident', () => {
  it('is quiet for so long, over a restart too, and then pages again', async () => {
    await paged();

    const { out } = await router.pagectl('incident', 'snooze', '1', '--for', '3h', '--by', 'roan', '--note', 'vendor');
    await router.clock.advance('2h');
    await router.restart();
    await router.clock.advance('59m');
    await router.expectNoMoreMessages('sms');
    await router.clock.advance('1m');

    expect(out).toMatch(/snoozed by roan, until/);
    await router.phone('daniel').expectSms(/^AGAIN CRITICAL .*the snooze is over/s);
    await router.phone('roan').expectSms(/^AGAIN CRITICAL/);
    const timeline = JSON.stringify(await router.api('GET', '/incidents/1/timeline'));
    expect(timeline).toMatch(/snoozed by roan until 2013-04-19 02:40 UTC \(cli\): vendor/);
  });

  it('can be asked for by text, with the code, and by the link of a page', async () => {
    await paged();
    const [link] = /http\S+/.exec(router.phone('roan').messages.at(-1)?.body ?? '') ?? [];

    await router.text('roan', 'snooze 2h');
    await router.phone('roan').expectSms(/^Snooze needs the code of its page, as in 1 snooze 2h/);
    await router.text('roan', '1 snooze');
    await router.phone('roan').expectSms(/^For how long\?/);
    await router.text('roan', '1 snooze 9 days');
    await router.phone('roan').expectSms(/^Not snoozed: it lasts at most a week/);
    await router.text('roan', 'snooze 1 2h pls');
    await router.phone('roan').expectSms(/^Snoozed #1 .* until 19 Apr 01:40\. What still fails then pages again\.$/);
    const body = new URLSearchParams({ action: 'snooze' });
    const pressed = await fetch(String(link), { method: 'POST', body, redirect: 'follow' });

    expect(await pressed.text()).toMatch(/Snoozed by you.*everybody whom it concerns is paged again/);
    expect(await router.api('GET', '/incidents/1')).toMatchObject({
      snoozedBy: 'roan',
      acknowledgedUntil: '2013-04-19T00:40:00.000Z',
    });
    expect(await router.api('GET', '/audit?who=roan')).toMatchObject({
      items: [{ action: 'incidents.snooze', via: 'link' }, { via: 'sms' }],
    });
  });

  it('is refused with the field that is wrong', async () => {
    await paged();

    const long = await router.api('POST', '/incidents/1/snooze', { for: '8d' }, 400);
    const past = await router.api('POST', '/incidents/1/snooze', { until: '2013-04-18T23:00:00Z' }, 400);
    const none = await router.api('POST', '/incidents/1/snooze', {}, 400);
    const usage = await router.pagectl('incident', 'snooze', '1');

    expect(long).toMatchObject({ errors: [{ path: 'for', message: expect.stringMatching(/at most a week/) }] });
    expect(past).toMatchObject({ errors: [{ path: 'until', message: expect.stringMatching(/future/) }] });
    expect(none).toMatchObject({ errors: [{ path: 'for', message: expect.stringMatching(/until when/) }] });
    expect(usage).toMatchObject({ exitCode: 2, err: expect.stringMatching(/--for 2h, or --until/) });
  });
});
