import { afterEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidUp } from './rules.js';

/** Roan owns Parsoid, Mia is paged for it too. The import silences it every night at 23:50 for half an hour. */
const rules = `
people:
  roan: { name: Roan, sms: "+12025550143" }
  mia: { name: Mia, sms: "+12025550145" }
services:
  parsoid: { name: Parsoid, match: [{ check: "*parsoid*" }], owners: [roan] }
subscriptions:
  - { who: [roan, mia], to: all }
escalationPolicies: { default: { steps: [{ page: subscribers }], repeat: 0 } }
limits: { sms: off, email: off }
maintenance:
  - { name: import, services: [parsoid], at: "23:50", timezone: UTC, for: 30m, reason: nightly import }
`;

let router: TestRouter;

afterEach(() => router.stop());

async function start(): Promise<void> {
  router = await startTestRouter({ rules, env: { TWILIO_REPLIES: 'on' } });
}

const roan = () => router.phone('roan');

/** Roan mutes Parsoid for five minutes by a text; codes: 1 is the incident's. */
async function muted(): Promise<void> {
  await start();
  await router.alert('icinga', parsoidDown());
  await roan().expectSms(/1a=ack/);
  await router.phone('mia').expectSms(/1a=ack/);
  await router.text('roan', '1 mute 5m');
  await roan().expectSms(/^Muted Parsoid until 23:45 \(5m\)\. What still fails then pages again\. 1 unmute ends it\.$/);
}

/** A time of the import is about to end, and what it holds still fails. Its code is 1. */
async function importIsEnding(): Promise<void> {
  await start();
  await router.clock.advance('11m');
  await router.alert('icinga', parsoidDown());
  await router.clock.advance('25m');
  await roan().expectSms(/still failing: .*; reply 1 extend 15m$/);
}

const windows = () => router.api('GET', '/maintenance-windows');

describe('a window', () => {
  it('that was opened by mistake is ended by text, and what it held pages at once', async () => {
    await muted();

    await router.text('roan', '1 Unmute.');

    await roan().expectSms(/^Unmuted parsoid: what fails there pages again\.$/);
    await roan().expectSms(/1a=ack/);
    await router.phone('mia').expectSms(/1a=ack/);
    expect(await windows()).toMatchObject({ items: [{ state: 'ended', endedBy: 'roan' }] });
    expect(await router.api('GET', '/audit?action=windows.end')).toMatchObject({
      items: [{ who: 'roan', via: 'sms', outcome: 'done' }],
    });
    await router.text('roan', '1 unmute');
    await roan().expectSms(/^No window silences it: nothing was done\.$/);
  });

  it('is found by a page that is over, for it silences that service', async () => {
    await muted();
    await router.alert('icinga', parsoidUp());
    await roan().expectSms(/^RECOVERED/);

    await router.text('roan', 'unmute #1');

    await roan().expectSms(/^Unmuted parsoid/);
    expect(await windows()).toMatchObject({ items: [{ state: 'ended', endedBy: 'roan' }] });
  });

  it('stays for who may not end it, who is told who may, and without a code', async () => {
    await muted();

    await router.text('mia', '1 unmute');
    await router.phone('mia').expectSms(/^Not done: mia may not end the maintenance window on parsoid: .*Ask Roan/);
    await router.text('roan', 'unmute');
    await roan().expectSms(/^Unmute needs the code/);
    await router.text('roan', '9 unmute');
    await roan().expectSms(/^No page to this phone has the code 9/);

    expect(await windows()).toMatchObject({ items: [{ state: 'active' }] });
    expect(await router.api('GET', '/audit?outcome=refused')).toMatchObject({
      items: [{ who: 'mia', via: 'sms', action: 'windows.end', code: 'not-owner' }],
    });
  });

  it('stays where there are several, and none of them is meant by the code', async () => {
    await start();
    await router.alert('icinga', parsoidDown());
    await roan().expectSms(/1a=ack/);
    await router.alert('icinga', parsoidUp());
    await roan().expectSms(/^RECOVERED/);
    for (const reason of ['deploy', 'kernels']) {
      await router.api('POST', '/maintenance-windows', { services: ['parsoid'], for: '1h', reason });
    }

    await router.text('roan', '1 unmute');

    await roan().expectSms(/^Several windows silence it/);
    expect(await windows()).toMatchObject({ items: [{ state: 'active' }, { state: 'active' }] });
  });

  it('that one has opened by text is ended beside one of others, which is said to go on', async () => {
    await start();
    await router.alert('icinga', parsoidDown());
    await roan().expectSms(/1a=ack/);
    await router.api('POST', '/maintenance-windows', { services: ['parsoid'], for: '4h', reason: 'kernels' });
    for (const minutes of [5, 10]) {
      await router.text('roan', `1 mute ${minutes}m`);
      await roan().expectSms(/^Muted Parsoid/);
    }

    await router.text('roan', '1 unmute');

    await roan().expectSms(/^Ended a window on parsoid; another one silences it until 19 Apr 03:40\. See pagectl/);
    const { items } = (await windows()) as { items: { reason: string; state: string }[] };
    expect(items.map(({ state, reason }) => `${state} ${reason}`).sort()).toEqual([
      'active kernels',
      'ended muted by text about #1',
      'ended muted by text about #1',
    ]);
  });

  it('that was given more time by text ends with the time of the recurring one that it follows', async () => {
    await importIsEnding();
    await router.text('roan', '#1 extend 1h');
    await roan().expectSms(/^Extended parsoid/);
    await router.clock.advance('1m');

    await router.text('roan', '#1 unmute');

    await roan().expectSms(/^Unmuted parsoid: what fails there pages again/);
    await router.phone('mia').expectSms(/1a=ack/);
  });

  it('that is ended by the code of its warning is not said to be the last where another one goes on', async () => {
    await importIsEnding();
    await router.api('POST', '/maintenance-windows', { match: { check: '*parsoid*' }, for: '4h', reason: 'kernels' });

    await router.text('roan', '1 unmute');

    await roan().expectSms(/^Ended a window on parsoid; another one silences it until 04:16/);
  });

  it('of the rules is ended for this time, by the code of its warning, with the window that gave it more time', async () => {
    await importIsEnding();
    await router.text('roan', '1 extend 15m');
    await roan().expectSms(/^Extended parsoid/);

    await router.text('roan', '1 unmute');

    await roan().expectSms(/^Unmuted parsoid/);
    await router.phone('mia').expectSms(/1a=ack/);
    const { items } = (await windows()) as { items: { id: string; state: string }[] };
    expect(items.map(({ state }) => state)).toEqual(['ended', 'ended']);
    expect(items.map(({ id }) => id)).toContain('import@2013-04-18T23:50:00Z');
    await router.clock.advance('24h');
    expect(await windows()).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ state: 'active' })]),
    });
  });
});
