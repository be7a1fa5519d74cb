import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { runPagectl } from '../harness/run-pagectl.js';
import { until } from '../harness/until.js';

const rules = `
people:
  daniel: { name: Daniel, sms: "+12025550101", email: daniel@example.org, roles: [ops] }
  roan: { name: Roan, sms: "+12025550143", email: roan@example.org }
  tim: { name: Tim, sms: "+12025550151", email: tim@example.org, notify: { high: [email], low: [email] } }
services:
  parsoid: { match: [{ check: "*parsoid*" }], owners: [roan] }
  mysql: { match: [{ host: "db*" }], owners: [tim] }
subscriptions:
  - { who: daniel, to: all }
`;

let router: TestRouter;
beforeAll(async () => {
  router = await startTestRouter({ rules });
});
afterAll(async () => {
  await router.stop();
});

const Windows = z.object({ items: z.array(z.object({ services: z.array(z.string()), createdBy: z.string() })) });

/** A command line of somebody who has signed in (or nobody: ''). */
function pagectl(token: string, ...args: readonly string[]) {
  const env = { PAGING_ROUTER_URL: router.address, PAGING_ROUTER_TOKEN: token };
  return runPagectl({ args, env, now: () => router.clock.now(), stdin: '' });
}

async function signIn(person: string): Promise<string> {
  const begun = await pagectl('', 'login', person);
  const [, id = ''] = /--id (\w+)/.exec(begun.err) ?? [];
  const text = await router.phone(person).expectSms(/is your paging-router sign-in code/);
  const done = await pagectl('', 'login', person, '--id', id, '--code', text.slice(0, 8));
  const [, token = ''] = /PAGING_ROUTER_TOKEN=(\S+)/.exec(done.out) ?? [];
  return token;
}

describe('only those who may', () => {
  it('silence a service; others ask them, and one tap answers', async () => {
    const roan = await signIn('roan');
    const mine = await pagectl(roan, 'maintenance', 'start', 'parsoid', '--for', '30m', '--reason', 'deploy');
    const theirs = await pagectl(
      roan,
      'maintenance',
      'start',
      'mysql',
      '--for',
      '30m',
      '--reason',
      'index',
      '--request',
    );
    const sms = await router.phone('daniel').expectSms(/Roan asks for a maintenance window on mysql/);
    await router.mailbox('tim').expectMail(/Roan asks for a maintenance window on mysql/);

    const [link = ''] = /http\S+\/r\/\S+/.exec(sms) ?? [];
    const looked = await fetch(link);
    const before = Windows.parse(await router.api('GET', '/maintenance-windows')).items;
    await fetch(link, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' });

    await router.phone('roan').expectSms(/^Approved by Daniel: your maintenance window on mysql/);
    const after = Windows.parse(await router.api('GET', '/maintenance-windows')).items;
    expect([mine.exitCode, theirs.exitCode, looked.status]).toEqual([0, 1, 200]);
    expect(before.map(({ services }) => services)).toEqual([['parsoid']]);
    expect(after).toContainEqual(expect.objectContaining({ services: ['mysql'], createdBy: 'roan' }));
  });

  it('is all in the audit, which is whole until somebody changes it', async () => {
    const whole = await router.pagectl('audit', 'verify');
    const listed = await router.pagectl('audit', 'list');

    expect(whole).toMatchObject({ exitCode: 0, out: expect.stringContaining('is whole: 5 records') });
    for (const text of ['login', 'windows.open', 'refused: not-owner', 'access-requests.approve']) {
      expect(listed.out).toContain(text);
    }
  });

  it('keeps tokens, codes and decisions over a restart, and tells none of them in the log', async () => {
    const daniel = await signIn('daniel');
    await router.restart();

    const { out } = await pagectl(daniel, 'whoami');
    const logged = await until(() => router.logLines.join(''), { describe: () => 'the log' });

    expect(out).toContain('daniel (person)\n  roles   ops');
    expect(logged).not.toContain(daniel);
    expect(logged).not.toMatch(/\/r\/[\w-]{43}|sign-in code, good/);
    expect(logged).not.toContain('+12025550143');
  });
});
