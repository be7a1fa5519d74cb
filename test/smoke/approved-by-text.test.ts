import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { runPagectl } from '../harness/run-pagectl.js';

/** MySQL is Tim's and Daniel is ops; Roan deploys something that needs it quiet, Mia is none of these. */
const rules = `
people:
  daniel: { name: Daniel, sms: "+12025550101", roles: [ops] }
  tim: { name: Tim, sms: "+12025550151", email: tim@example.org, notify: { high: [email], low: [email] } }
  roan: { name: Roan, sms: "+12025550143" }
  mia: { name: Mia, sms: "+12025550145" }
services:
  mysql: { name: MySQL, match: [{ host: "db*" }], owners: [tim] }
subscriptions:
  - { who: [daniel, tim], to: all }
`;

let router: TestRouter;
let directory: string;
let roan: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rules-'));
  await writeFile(join(directory, 'rules.yaml'), rules);
  router = await startTestRouter({ rulesFrom: [directory], env: { TWILIO_REPLIES: 'on' } });
  roan = await signIn('roan');
});
afterEach(async () => {
  await router.stop();
  await rm(directory, { recursive: true });
});

function pagectl(token: string, ...args: readonly string[]) {
  const env = { PAGING_ROUTER_URL: router.address, PAGING_ROUTER_TOKEN: token };
  return runPagectl({ args, env, now: () => router.clock.now(), stdin: '' });
}

async function signIn(person: string): Promise<string> {
  const begun = await pagectl('', 'login', person);
  const [, id = ''] = /--id (\w+)/.exec(begun.err) ?? [];
  const text = await router.phone(person).expectSms(/is your paging-router sign-in code/);
  const done = await pagectl('', 'login', person, '--id', id, '--code', text.slice(0, 8));
  return /PAGING_ROUTER_TOKEN=(\S+)/.exec(done.out)?.[1] ?? '';
}

const start = (...more: readonly string[]) =>
  pagectl(roan, 'maintenance', 'start', 'mysql', '--for', '30m', '--reason', 'new index', ...more);

async function windows(): Promise<readonly object[]> {
  return ((await router.api('GET', '/maintenance-windows')) as { items: object[] }).items;
}

async function audited(action: string): Promise<readonly object[]> {
  return ((await router.api('GET', `/audit?action=${action}`)) as { items: object[] }).items;
}

describe('a developer who may not silence a service', () => {
  it('is refused, asks by one flag, and has the window once ops have answered by text', async () => {
    const refused = await start();
    const asked = await start('--request');
    const sms = await router.phone('daniel').expectSms(/Roan asks for a maintenance window on mysql, .*"new index"/);
    const mail = await router.mailbox('tim').expectMail(/Roan asks for a maintenance window/);
    const before = await windows();
    await router.text('daniel', 'Approve 1');

    await router.phone('daniel').expectSms(/^Approved: mysql is silenced until 19 Apr 00:10 for Roan, who is told\.$/);
    await router.phone('roan').expectSms(/^Approved by Daniel: your maintenance window on mysql, .* is open/);
    expect([refused.exitCode, asked.exitCode, before]).toEqual([1, 1, []]);
    expect(refused.err).toContain('To ask them, add --request');
    expect(sms).toMatch(/Approve or deny: http\S+\nor reply 1 approve, 1 deny$/);
    expect(mail.raw).not.toContain('reply');
    expect(await windows()).toMatchObject([{ services: ['mysql'], createdBy: 'roan', via: 'access-request' }]);
    expect(await audited('access-requests.approve')).toMatchObject([{ who: 'daniel', via: 'sms', outcome: 'done' }]);
  });

  it('hears that it was denied; the second answer changes nothing', async () => {
    await start('--request');
    await router.phone('daniel').expectSms(/1 approve, 1 deny$/);
    await router.text('daniel', '1 deny');
    await router.phone('daniel').expectSms(/^Denied: no window on mysql for Roan, who is told\.$/);
    await router.phone('roan').expectSms(/^Denied by Daniel/);
    await router.text('tim', 'approve 1');

    await router.phone('tim').expectSms(/^mysql: it was denied already by Daniel\. Nothing was changed\.$/);
    expect(await windows()).toEqual([]);
    expect(await audited('access-requests.approve')).toEqual([]);
  });

  it('gets nothing by the text of somebody who may not decide, or who names no request', async () => {
    await start('--request');
    await router.phone('daniel').expectSms(/1 approve/);
    await router.text('mia', 'approve 1');
    await router.phone('mia').expectSms(/^No request to this phone has the code 1: nothing was done/);
    await router.text('daniel', 'approve');

    await router.phone('daniel').expectSms(/^Approve and deny need the code of the request, as in 12 approve/);
    expect(await windows()).toEqual([]);
  });

  it('gets nothing from who was asked and may decide no more; that is in the audit', async () => {
    await start('--request');
    await router.phone('daniel').expectSms(/1 approve/);
    await writeFile(join(directory, 'rules.yaml'), rules.replace('roles: [ops]', 'roles: [responder]'));
    router.app.rules.reload();
    await router.text('daniel', 'approve 1');

    await router.phone('daniel').expectSms(/^Not done: /);
    expect(await windows()).toEqual([]);
    expect(await audited('access-requests.decide')).toMatchObject([{ who: 'daniel', via: 'sms', outcome: 'refused' }]);
  });
});
