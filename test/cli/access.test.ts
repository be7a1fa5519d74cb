import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { accessRules } from '../http/access-rules.js';
import { tokenOf } from '../http/addresses.js';
import { aListeningRouter, type ListeningRouter, run } from './run.js';

let router: ListeningRouter;
let home: string;
const admin = (...args: readonly string[]) => run(args, router.env);

beforeEach(async () => {
  router = await aListeningRouter(accessRules());
  home = mkdtempSync(join(tmpdir(), 'home-'));
});
afterEach(async () => {
  await router.close();
});

async function as(name: string, ...args: readonly string[]) {
  const { text } = await tokenOf(router, name);
  return run(args, { ...router.env, PAGING_ROUTER_TOKEN: text });
}

describe('pagectl maintenance start, for who may not', () => {
  const start = ['maintenance', 'start', 'mysql', '--for', '30m', '--reason', 'new index'];

  it('ends with 1, names who may, and says how to ask them', async () => {
    const { code, err } = await as('roan', ...start);

    expect(code).toBe(1);
    expect(err).toContain('roan may not open a maintenance window on mysql: they do not own mysql');
    expect(err).toContain('Who may: Tim (owner of mysql), Daniel (ops)');
    expect(err).toContain('add --request');
    expect(router.access.told).toEqual([]);
  });

  it('asks them with --request, and ends with 1 all the same: nothing is open', async () => {
    const { code, err } = await as('roan', ...start, '--request');

    expect(code).toBe(1);
    expect(err).toContain('not open yet: asked tim, daniel, ada');
    expect(router.access.told.map(({ person }) => person)).toEqual(['tim', 'daniel', 'ada']);
  });

  it('is decided by who may', async () => {
    await as('roan', ...start, '--request');
    const [request] = (await router.access.access.requests.list(1)).items;

    const listed = await as('tim', 'request', 'list');
    const done = await as('tim', 'request', 'approve', request?.id ?? '');
    const again = await as('daniel', 'request', 'deny', request?.id ?? '');

    expect(listed.out).toContain('mysql');
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining('approved by tim, window win_1') });
    expect(again.out).toContain('was approved already by tim');
  });
});

describe('pagectl login', () => {
  const env = () => ({ HOME: home, PAGING_ROUTER_URL: router.env.PAGING_ROUTER_URL });
  const login = async (...more: readonly string[]) => {
    const begun = await run(['login', 'roan'], env());
    const [, id = ''] = /--id (\w+)/.exec(begun.err) ?? [];
    const [, code = ''] = /^(\d{8}) /.exec(router.access.told.at(-1)?.text ?? '') ?? [];
    return run(['login', 'roan', '--id', id, '--code', code, ...more], env());
  };

  it('signs in by a code, and keeps the token for its owner alone', async () => {
    const { code, out } = await login();

    const me = await run(['whoami'], env());
    const file = join(home, '.config', 'paging-router', 'tokens.json');
    expect([code, out]).toEqual([0, expect.stringContaining('as roan, until')]);
    expect(out).not.toContain('pgr_');
    expect(readFileSync(file, 'utf8')).toContain('pgr_');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(me.out).toContain('roan (person)\n  roles   responder\n  owns    parsoid');
  });

  it('tells programs no token that is kept, and prints one that cannot be', async () => {
    const kept = await login('--json');
    router.access.told.length = 0;
    home = '';
    const printed = await login();

    expect(JSON.parse(kept.out)).not.toHaveProperty('token');
    expect(printed.out).toMatch(/export PAGING_ROUTER_TOKEN=pgr_/);
  });

  it('ends with 1 for a wrong code', async () => {
    const { code, err } = await run(['login', 'roan', '--id', 'x', '--code', '00000000'], env());

    expect([code, err]).toEqual([1, expect.stringContaining('ask for a new one')]);
  });

  it('signs out: the token is revoked and forgotten', async () => {
    await login();
    const file = join(home, '.config', 'paging-router', 'tokens.json');
    const [, token = ''] = /(pgr_[\w-]+)/.exec(readFileSync(file, 'utf8')) ?? [];

    const { code } = await run(['logout'], env());
    const after = await run(['whoami'], { ...env(), PAGING_ROUTER_TOKEN: token });

    expect(code).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain('pgr_');
    expect(after).toMatchObject({ code: 1, err: expect.stringContaining('was revoked') });
  });
});

describe('pagectl token', () => {
  it('makes one for a program, which is all that goes to standard output', async () => {
    const made = await admin('token', 'create', 'deploy', '--robot', '--scope', 'maintenance:parsoid');

    const env = { ...router.env, PAGING_ROUTER_TOKEN: made.out };
    const opened = await run(['maintenance', 'start', 'parsoid', '--for', '30m', '--reason', 'deploy'], env);
    const refused = await run(['maintenance', 'start', 'mysql', '--for', '30m', '--reason', 'deploy'], env);

    expect(made.out).toMatch(/^pgr_[0-9a-f]{12}_[\w-]{43}$/);
    expect(made.err).toContain('of a robot, good for maintenance:parsoid');
    expect(opened.code).toBe(0);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('good for maintenance:parsoid only') });
  });

  it('lists and revokes', async () => {
    const made = JSON.parse((await admin('token', 'create', 'x', '--person', 'roan', '--json')).out);

    const listed = await admin('token', 'list', '--all');
    const revoked = await admin('token', 'revoke', made.id);
    const again = await admin('token', 'revoke', made.id);

    expect(listed.out).toContain('all that roan may do');
    expect(listed.out).not.toContain(made.token);
    expect(revoked.out).toBe(`token ${made.id} ("x") is revoked`);
    expect(again.out).toContain('was revoked already');
  });
});

describe('pagectl audit', () => {
  beforeEach(async () => {
    await as('tim', 'maintenance', 'start', 'mysql', '--for', '30m', '--reason', 'new index');
    await as('roan', 'maintenance', 'end', 'win_1');
  });

  it('lists who did what, and what was refused', async () => {
    const { out } = await admin('audit', 'list');

    expect(out).toMatch(/tim +cli +windows\.open +window win_1 on parsoid +done +new index/);
  });

  it('exports lines that verify finds whole', async () => {
    const { out } = await admin('audit', 'export');

    const { code, out: verdict } = await run(['audit', 'verify', '--file', '-'], {}, out);
    const online = await admin('audit', 'verify');

    expect(out.split('\n')).toHaveLength(router.access.memory.records.length);
    expect([code, verdict]).toEqual([
      0,
      expect.stringMatching(/^The audit is whole: \d records\.\nIts end, .*: \d:[0-9a-f]{64}$/),
    ]);
    expect(online.out).toBe(verdict);
  });

  it.each([
    [
      'a changed record',
      (lines: string[]) => lines.map((line, i) => (i === 1 ? line.replace('"tim"', '"roan"') : line)),
    ],
    ['a missing record', (lines: string[]) => lines.toSpliced(1, 1)],
    ['a line that is none', (lines: string[]) => lines.with(1, '{')],
  ])('ends with 1 for %s', async (_name, tamper) => {
    const { out } = await admin('audit', 'export');

    const { code, err } = await run(['audit', 'verify', '--file', '-'], {}, tamper(out.split('\n')).join('\n'));

    expect([code, err]).toEqual([1, expect.stringContaining('the audit is broken: ')]);
  });

  it('ends with 1 when an end that was noted is not there', async () => {
    const { code, err } = await admin('audit', 'verify', '--noted', `99:${'0'.repeat(64)}`);

    expect([code, err]).toEqual([1, expect.stringContaining('to 99 are missing')]);
  });
});
