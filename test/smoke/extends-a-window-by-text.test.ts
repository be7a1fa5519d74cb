import { afterEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown } from './rules.js';

/** Roan owns Parsoid, Mia is paged for it too, Daniel is ops. */
const rules = `
people:
  daniel: { name: Daniel, email: daniel@example.org, roles: [ops] }
  roan: { name: Roan, sms: ["+12025550143", "+12025550153"] }
  mia: { name: Mia, sms: "+12025550145" }
services:
  parsoid: { name: Parsoid, match: [{ check: "*parsoid*" }], owners: [roan] }
subscriptions:
  - { who: [roan, mia, daniel], to: all }
escalationPolicies: { default: { steps: [{ page: subscribers }], repeat: 0 } }
limits: { sms: off, email: off }
`;

let router: TestRouter;

afterEach(() => router.stop());

/** Every night at 23:50, half an hour. */
const nightly = `
maintenance:
  - { name: import, services: [parsoid], at: "23:50", timezone: UTC, for: 30m, reason: nightly import }
`;

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  router = await startTestRouter({ rules, env: { TWILIO_REPLIES: 'on', ...env } });
}

/** A time of the recurring window is about to end, and what it holds still fails. */
async function importIsEnding(): Promise<void> {
  router = await startTestRouter({ rules: rules + nightly, env: { TWILIO_REPLIES: 'on' } });
  await router.clock.advance('11m');
  await router.alert('icinga', parsoidDown());
  await router.clock.advance('25m');
  await router.phone('roan').expectSms(/^MAINTENANCE parsoid ends at .*00:20; still failing: .*; reply 1 extend 15m$/);
}

/** Roan mutes Parsoid for half an hour by a text; what it holds keeps failing. Codes: 1 is the incident's. */
async function muted(): Promise<void> {
  await start();
  await router.alert('icinga', parsoidDown());
  await router.phone('roan').expectSms(/1a=ack/);
  await router.phone('mia').expectSms(/1a=ack/);
  await router.text('roan', '1 mute 30m');
  await router.phone('roan').expectSms(/^Muted Parsoid until 19 Apr 00:10/);
}

const theWindow = async () => (await windows())[0];
async function windows(): Promise<readonly { readonly id: string; readonly endsAt: string }[]> {
  const { items } = (await router.api('GET', '/maintenance-windows')) as { items: { id: string; endsAt: string }[] };
  return items;
}

describe('a window that is about to end', () => {
  it('is extended by the text that its warning asks for, from each phone of its reader, and warned of again', async () => {
    await muted();
    await router.clock.advance('26m');
    await router
      .phone('roan')
      .expectSms(/^MAINTENANCE parsoid ends at .*00:10; still failing: .*; reply 2 extend 15m$/);

    await router.text('roan', '"2 Extend 15m".');

    await router
      .phone('roan')
      .expectSms(/^Extended parsoid by 15m, until 00:25\. What still fails then pages again\.$/);
    expect(await theWindow()).toMatchObject({ endsAt: '2013-04-19T00:25:00.000Z' });
    expect(await router.api('GET', '/audit?action=windows.extend')).toMatchObject({
      items: [{ who: 'roan', via: 'sms', outcome: 'done' }],
    });
    await router.clock.advance('15m');
    await router.phone('roan').expectSms(/ends at .*00:25; .*; reply 2 extend 15m$/);
    await router.text('+12025550153', 'extend 2 by 10');
    await router.phone('+12025550153').expectSms(/^Extended parsoid by 10m, until 00:35/);
    await router.clock.advance('14m');
    await router.phone('roan').expectSms(/1a=ack/);
  });

  it('is found by the incident that it holds, and who may not extend it is told who may', async () => {
    await muted();

    await router.text('mia', '1 extend 15m');
    await router.phone('mia').expectSms(/^Not done: mia may not extend the maintenance window on parsoid: .*Ask Roan/);
    await router.text('roan', '#1 extend 1h');
    await router.phone('roan').expectSms(/^Extended parsoid by 1h, until 19 Apr 01:10/);

    expect(await router.api('GET', '/audit?outcome=refused')).toMatchObject({
      items: [{ who: 'mia', via: 'sms', action: 'windows.extend', code: 'not-owner' }],
    });
  });

  it('needs a code, a time, and no more than two hours at a time or a day in all', async () => {
    await muted();

    await router.text('roan', 'extend 15m');
    await router.phone('roan').expectSms(/^Extend needs the code/);
    await router.text('roan', '1 extend');
    await router.phone('roan').expectSms(/^For how long\? As in: 12 extend 15m/);
    await router.text('roan', '1 extend 3h');
    await router.phone('roan').expectSms(/extended by 2h at most/);
    await router.text('roan', '7 extend 15m');
    await router.phone('roan').expectSms(/^No page to this phone has the code 7/);
    const { id = '' } = (await theWindow()) ?? {};
    await router.api('POST', `/maintenance-windows/${id}/extend`, { for: '23h' });
    await router.text('roan', '1 extend 2h');
    await router.phone('roan').expectSms(/^Not done: roan may not extend .*24 hours/);

    expect(await theWindow()).toMatchObject({ endsAt: '2013-04-19T23:10:00.000Z' });
  });

  it('is not extended when it has ended, nor where no window holds anything', async () => {
    await muted();
    await router.clock.advance('26m');
    await router.phone('roan').expectSms(/reply 2 extend 15m$/);
    await router.clock.advance('5m');
    await router.phone('roan').expectSms(/1a=ack/);

    await router.text('roan', '2 extend 15m');
    await router.phone('roan').expectSms(/^Not done: window .* has ended already/);
    await router.text('roan', '1 extend 15m');
    await router.phone('roan').expectSms(/^No window that could be extended holds it/);

    expect(await theWindow()).toMatchObject({ endsAt: '2013-04-19T00:10:00.000Z' });
  });

  it('goes on as a window of its own where it is a time of a recurring one, and is extended from then on', async () => {
    await importIsEnding();

    await router.text('roan', '1 extend 15m');
    await router.phone('roan').expectSms(/^Extended parsoid by 15m, until 00:35/);
    await router.text('roan', '1 extend 10m');
    await router.phone('roan').expectSms(/^Extended parsoid by 10m, until 00:45/);
    await router.clock.advance('25m');
    await router.phone('roan').expectSms(/ends at .*00:45; still failing: .*; reply 2 extend 15m$/);
    await router.clock.advance('5m');
    await router.phone('roan').expectSms(/3a=ack/);
    await router.phone('roan').expectSms(/has ended: .* has been paged/);
    await router.phone('mia').expectSms(/1a=ack/);
    await router.expectNoMoreMessages('sms');

    expect(await windows()).toMatchObject([
      { reason: 'more time for: nightly import', createdBy: 'roan', endsAt: '2013-04-19T00:45:00.000Z' },
    ]);
    expect(await router.api('GET', '/audit?action=windows.open')).toMatchObject({
      items: [{ who: 'roan', via: 'sms' }],
    });
  });

  it('tells of its own end all the same where the window that followed it was ended before', async () => {
    await importIsEnding();
    await router.text('roan', '1 extend 15m');
    await router.phone('roan').expectSms(/^Extended parsoid/);

    const followed = (await windows()).find(({ id }) => !id.includes('@'));
    await router.api('POST', `/maintenance-windows/${followed?.id}/end`);
    await router.clock.advance('6m');

    const ended = router.twilio.messages.filter(({ body }) => body.includes('has ended'));
    expect(ended.map(({ body }) => body.replace(/.*(1 alert was held).*/s, '$1'))).toContain('1 alert was held');
  });

  it('is not followed by another when that time of it is over', async () => {
    await importIsEnding();
    await router.clock.advance('6m');
    await router.phone('roan').expectSms(/a=ack/);

    await router.text('roan', '1 extend 15m');
    await router.phone('roan').expectSms(/^Not done: that window has ended already/);

    expect(await windows()).toEqual([]);
  });

  it('says how to extend it by command where texts are one way', async () => {
    await start({ TWILIO_REPLIES: 'off' });
    await router.pagectl('maintenance', 'start', 'parsoid', '--for', '30m', '--reason', 'deploy', '--by', 'roan');
    await router.alert('icinga', parsoidDown());
    await router.clock.advance('26m');

    await router.phone('roan').expectSms(/for more time: pagectl maintenance extend [0-9a-f]+ --for 15m$/);
  });
});
