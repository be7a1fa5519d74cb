import { afterEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidUp } from './rules.js';

/** Roan owns Parsoid and is paged for it; Daniel has everything; Gabriel comes with the second step. */
const rules = `
people:
  daniel: { name: Daniel, sms: "+12025550101", roles: [ops] }
  roan: { name: Roan, sms: "+12025550143", email: roan@example.org }
  gabriel: { name: Gabriel, sms: "+12025550144" }
  mia: { name: Mia, sms: "+12025550145", roles: [viewer] }
services:
  parsoid: { name: Parsoid, match: [{ check: "*parsoid*" }], owners: [roan], groupBy: check }
  mysql: { name: MySQL, match: [{ host: "db*" }], owners: [daniel] }
subscriptions:
  - { who: daniel, to: all }
  - { who: roan, to: all, via: [sms] }
  - { who: mia, to: all, via: [sms] }
escalationPolicies: { default: { steps: [{ page: subscribers }, { after: 15m, page: gabriel }], repeat: 0 } }
limits: { sms: off, email: off }
`;

let router: TestRouter;

afterEach(() => router.stop());

async function start(env: Readonly<Record<string, string>> = {}, changed = rules): Promise<void> {
  router = await startTestRouter({ rules: changed, env: { TWILIO_REPLIES: 'on', ...env } });
}

/** The newest text to roan, and that there was exactly one. */
async function roanHears(text: RegExp): Promise<string> {
  await router.phone('roan').expectSms(text);
  return router.phone('roan').messages.at(-1)?.body ?? '';
}

async function mysqlDown(): Promise<void> {
  await router.alert('icinga', parsoidDown({ 'host.name': 'db1', 'service.name': 'replication' }));
}

const incident = (number: number) => router.api('GET', `/incidents/${number}`);

describe('answering a page by text', () => {
  it('takes the incident, and says so in one segment', async () => {
    await start();
    await router.alert('icinga', parsoidDown());
    const page = await roanHears(/1a=ack/);

    const answer = await router.text('roan', ' "ACK" ');

    expect(answer).toEqual({
      status: 200,
      type: 'text/xml; charset=utf-8',
      body: expect.stringMatching(/<Response\/>$/),
    });
    expect(page).toMatch(/1a=ack/);
    expect(await roanHears(/^Acknowledged #1 /)).not.toMatch(/\n/);
    expect(await incident(1)).toMatchObject({ state: 'acknowledged', acknowledgedBy: ['roan'] });
    expect(JSON.stringify(await incident(1))).toMatch(/acknowledged by roan \(sms\)/);
    expect(await router.api('GET', '/audit?who=roan')).toMatchObject({
      items: [{ who: 'roan', via: 'sms', action: 'incidents.acknowledge', outcome: 'done' }],
    });
  });

  it('says by whom and when it was done already', async () => {
    await start();
    await router.alert('icinga', parsoidDown());
    await roanHears(/1a=ack/);
    await router.text('daniel', '1 a');
    await router.clock.advance('2m');

    await router.text('roan', 'ack');
    await roanHears(/^Acknowledged #1 .*Daniel had it already since 23:40$/);
    await router.text('roan', '1a');
    await roanHears(/was acknowledged already by you, Daniel at 23:40$/);
    await router.text('daniel', '1r');
    await roanHears(/^RESOLVED/);
    await router.text('roan', 'ack1');
    await roanHears(/was resolved already by Daniel at 23:42$/);
  });

  it('resolves and escalates by the code; without it nothing is resolved', async () => {
    await start();
    await router.alert('icinga', parsoidDown());
    await mysqlDown();
    await router.phone('roan').expectSms(/1a=ack/);
    await router.phone('roan').expectSms(/2a=ack/);

    await router.text('roan', 'resolve');
    await roanHears(/^Resolve needs the code of its page, as in 2r/);
    await router.text('roan', 'e1');
    await roanHears(/^Escalated #1 .*: step 2 is paged now$/);
    await router.phone('gabriel').expectSms(/parsoid/);
    await router.text('roan', 'close 1');
    await roanHears(/^Resolved #1 /);

    expect(await incident(1)).toMatchObject({ state: 'resolved', resolvedBy: 'roan' });
    expect(await incident(2)).toMatchObject({ state: 'triggered' });
  });

  it('knows an incident by its own number, and all of a service by one page of it', async () => {
    await start();
    await router.alert('icinga', parsoidDown());
    await router.alert('icinga', parsoidDown({ 'service.name': 'parsoid again' }));
    await mysqlDown();
    for (const code of [1, 2, 3]) await router.phone('roan').expectSms(new RegExp(`${code}a=ack`));

    await router.text('roan', 'Ack #3');
    await roanHears(/^Acknowledged #3 /);
    await router.text('roan', '1aa');
    await roanHears(/^Acknowledged 2: #1 .*#2 /);

    expect(await incident(2)).toMatchObject({ state: 'acknowledged', acknowledgedBy: ['roan'] });
  });

  it('acts on a bundle by its code', async () => {
    await start({}, rules.replace('sms: off', 'sms: [1/1m]'));
    await router.alert('icinga', parsoidDown());
    await router.alert('icinga', parsoidDown({ 'service.name': 'parsoid again' }));
    await mysqlDown();
    await router.phone('roan').expectSms(/1a=ack/);
    await router.clock.advance('1m');
    await router.phone('roan').expectSms(/100aa=ack all/);

    await router.text('roan', '100aa');

    await roanHears(/^Acknowledged 2: #2 .*#3 /);
  });

  it('mutes a service for who owns it, two hours at most, and for nobody else', async () => {
    await start();
    await router.alert('icinga', parsoidDown());
    await mysqlDown();
    for (const code of [1, 2]) await router.phone('roan').expectSms(new RegExp(`${code}a=ack`));

    await router.text('roan', '1 mute 3h');
    await roanHears(/2h at most/);
    await router.text('roan', '2 mute 30m');
    await roanHears(/^Not done: roan may not open a maintenance window on mysql: .*Ask Daniel/);
    await router.text('roan', 'mute 30m');
    await roanHears(/^Mute needs the code/);
    await router.text('roan', '1mute 30m');
    await roanHears(/^Muted Parsoid until 19 Apr 00:10 \(30m\)/);

    expect(await router.api('GET', '/maintenance-windows')).toMatchObject({
      items: [{ services: ['parsoid'], createdBy: 'roan', reason: 'muted by text about #1' }],
    });
    expect(await incident(1)).toMatchObject({ suppressed: expect.anything() });
    expect(await router.api('GET', '/audit?who=roan&outcome=refused')).toMatchObject({
      items: [{ via: 'sms', action: 'windows.open', code: 'not-owner' }],
    });
  });

  it('tells who has it and what is open', async () => {
    await start();
    await router.alert('icinga', parsoidDown());
    await router.clock.advance('1m');
    await mysqlDown();
    for (const code of [1, 2]) await router.phone('roan').expectSms(new RegExp(`${code}a=ack`));
    await router.text('daniel', '1a');

    await router.text('roan', 'status');
    await roanHears(/^2 open: 2 = #2 .*nobody has it; 1 = #1 .*Daniel has it since 23:41/);
    await router.text('roan', 'who?');
    await roanHears(/^#2: nobody has it. Paged: .*Roan/);
  });

  it('refuses who may not, and keeps that in the audit', async () => {
    await start();
    await router.alert('icinga', parsoidDown());
    await router.phone('mia').expectSms(/parsoid/);

    await router.text('mia', 'ack');

    await router.phone('mia').expectSms(/^Not done: mia may not acknowledge incident 1/);
    expect(await incident(1)).toMatchObject({ state: 'triggered' });
  });

  it('never acts on what it does not understand, and replies to it five times at most until something is done', async () => {
    await start();
    await router.alert('icinga', parsoidDown());
    await roanHears(/1a=ack/);

    for (let n = 0; n < 7; n += 1) await router.text('roan', 'not now');

    for (let n = 0; n < 5; n += 1) await router.phone('roan').expectSms(/^Not understood/);
    await router.phone('roan').expectNothing();
    await router.text('roan', '1a');
    await roanHears(/^Acknowledged/);
    await router.text('roan', '77a');
    await roanHears(/has the code 77/);
  });

  it('does nothing for unknown numbers, and nothing twice for one message', async () => {
    await start();
    await router.alert('icinga', parsoidDown());
    await roanHears(/1a=ack/);

    expect(await router.text('+12025550199', 'ack')).toMatchObject({ status: 200 });
    await router.phone('+12025550199').expectNothing();
    await router.text('roan', '1e', { sid: 'SMsame' });
    await roanHears(/^Escalated/);
    expect(await router.text('roan', '1e', { sid: 'SMsame' })).toMatchObject({ status: 200 });
    await router.phone('roan').expectNothing();

    expect(await incident(1)).toMatchObject({ acknowledgedBy: [] });
    expect(router.logLines.join('')).not.toMatch(/12025550199|12025550143/);
  });

  it('takes texts that one of two tokens has signed over PUBLIC_URL, and no others', async () => {
    await start({ TWILIO_AUTH_TOKEN: 'stand-in-auth-token,the-old-one' });
    await router.alert('icinga', parsoidDown());
    await roanHears(/1a=ack/);

    expect(await router.text('roan', 'ack', { token: null })).toMatchObject({ status: 403 });
    expect(await router.text('roan', 'ack', { token: 'guess' })).toMatchObject({ status: 403 });
    expect(await incident(1)).toMatchObject({ state: 'triggered' });
    expect(await router.text('roan', 'ack', { token: 'the-old-one' })).toMatchObject({ status: 200 });

    expect(await incident(1)).toMatchObject({ state: 'acknowledged' });
  });

  it('answers a late reply by what has become of it, and never by another incident', async () => {
    await start();
    await router.alert('icinga', parsoidDown());
    await roanHears(/1a=ack/);
    await router.alert('icinga', parsoidUp());
    await roanHears(/^RECOVERED/);
    await mysqlDown();
    await roanHears(/2a=ack/);

    await router.text('roan', '1r');

    await roanHears(/has recovered already at 23:40/);
    expect(await incident(2)).toMatchObject({ state: 'triggered' });
  });
});

describe('STOP and START', () => {
  it('switch SMS to that phone off and on; mail goes on, and ops are told', async () => {
    await start();
    await router.text('roan', 'stop');
    await router.phone('daniel').expectSms(/^WARNING SMS to roan \(\+1\*\*\*0143\)\nRoan has sent STOP/);

    await router.alert('icinga', parsoidDown());
    await router.mailbox('roan').expectMail(/parsoid/);
    await router.text('roan', 'ack');
    await router.phone('roan').expectNothing();
    expect(JSON.stringify(await incident(2))).toMatch(/opted-out/);

    await router.text('roan', 'Start', { optOutType: 'START' });
    await router.alert('icinga', parsoidDown({ 'service.name': 'parsoid again' }));
    await roanHears(/parsoid again/);
  });
});

describe('STOP that only the carrier has heard', () => {
  it('is told to ops when it shows; the next contact method goes', async () => {
    const some = rules.replace('daniel, to: all', 'daniel, to: unmatched').replace(/.*mia, to.*\n/, '');
    await start({}, some.replace('roan, to: all, via: [sms]', 'roan, to: parsoid, via: [sms]'));
    router.twilio.mode({ error: 21610 }, 1);

    await router.alert('icinga', parsoidDown());

    await router.mailbox('roan').expectMail(/parsoid/);
    await router.phone('daniel').expectSms(/^ERROR SMS to roan \(\+1\*\*\*0143\)\nroan has sent STOP to the carrier/);
  });
});

describe('one way', () => {
  it('says nothing of replies, and takes none', async () => {
    await start({ TWILIO_REPLIES: 'off' });
    await router.alert('icinga', parsoidDown());
    const page = await roanHears(/parsoid/);

    await router.text('roan', 'ack');

    expect(page).not.toMatch(/=ack/);
    await router.phone('roan').expectNothing();
    expect(await incident(1)).toMatchObject({ state: 'triggered' });
  });

  it.each([
    ['+919812345678', /Ack #1: http/],
    ['+8613800138000', /\n#1$/],
  ])('goes to %s, from where no reply comes', async (number, lastLine) => {
    await start({}, rules.replace('+12025550143', number));
    await router.alert('icinga', parsoidDown());

    const page = await roanHears(/parsoid/);

    expect(page).not.toMatch(/=ack/);
    expect(page).toMatch(lastLine);
    expect(page.includes('http')).toBe(number.startsWith('+91'));
  });
});
