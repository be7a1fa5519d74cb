import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aWindow } from '../http/builders.js';
import { aListeningRouter, type ListeningRouter, run } from './run.js';

let router: ListeningRouter;
const pagectl = (...args: readonly string[]) => run(args, router.env);

beforeEach(async () => {
  router = await aListeningRouter();
});
afterEach(async () => {
  await router.close();
});

describe('pagectl incident', () => {
  it('lists open incidents as an aligned table', async () => {
    const { code, out } = await pagectl('incident', 'list');

    const [head = '', row = ''] = out.split('\n');
    expect(code).toBe(0);
    expect(row).toContain('Parsoid: LVS HTTP IPv4 on parsoid is CRITICAL');
    expect(row.indexOf('Parsoid: LVS')).toBe(head.indexOf('TITLE'));
  });

  it('says so when there are none', async () => {
    router.state.incident = null;

    expect((await pagectl('incident', 'list')).out).toBe('No open incidents.');
  });

  it('lists for programs', async () => {
    const { out } = await pagectl('incident', 'list', '--json');

    expect(JSON.parse(out).items[0]).toMatchObject({ number: 12, state: 'triggered' });
  });

  it('shows one with what each source says, whom it told and its timeline', async () => {
    const { out } = await pagectl('incident', 'show', '#12');

    for (const part of ['icinga', 'Socket timeout', 'roan', '+1•••0143', 'Opened']) expect(out).toContain(part);
  });

  it('acknowledges as a person, through the command line', async () => {
    const { code, out } = await pagectl('incident', 'acknowledge', '12', '--by', 'roan', '--note', 'on it');

    expect(code).toBe(0);
    expect(out).toContain('acknowledged');
    expect(router.calls).toEqual([
      { action: 'acknowledge', on: '12', actor: { person: 'roan', via: 'cli' }, more: 'on it' },
    ]);
  });

  it('ends with 1 when it is refused or unknown, saying why', async () => {
    router.state.next = { kind: 'refused', code: 'already-resolved', text: 'it was resolved at noon' };

    const refused = await pagectl('incident', 'resolve', '12');
    const unknown = await pagectl('incident', 'show', '99');

    expect(refused).toMatchObject({ code: 1, err: 'pagectl: it was resolved at noon' });
    expect(unknown).toMatchObject({ code: 1, err: 'pagectl: no incident 99' });
  });
});

describe('pagectl maintenance', () => {
  it('starts a window of services', async () => {
    const { code, out } = await pagectl('maintenance', 'start', 'parsoid', '--for', '30m', '--reason', 'deploy');

    expect(code).toBe(0);
    expect(out).toContain('win_1  active  parsoid');
    expect(router.calls[0]).toMatchObject({ more: { services: ['parsoid'], reason: 'deploy' } });
  });

  it('says what it will touch before it starts, and touches nothing on a dry run', async () => {
    const start = ['maintenance', 'start', 'parsoid', '--for', '30m', '--reason', 'deploy'];

    const dry = await pagectl(...start, '--dry-run');
    const real = await pagectl(...start, '--json');

    expect(dry.out).toContain('mutes 1 known check of parsoid');
    for (const part of ['  people     roan, gabriel', 'icinga, failing', 'incident   #12', 'ops-oncall: roan']) {
      expect(dry.out).toContain(part);
    }
    expect(real.err).toContain('parsoid-team would not be paged');
    expect(JSON.parse(real.out)).toMatchObject({ id: 'win_1' });
    expect(router.calls.map(({ action }) => action)).toEqual(['open']);
  });

  it('makes, lists and ends windows that come back', async () => {
    const when = ['--on', 'mon,wed', '--at', '13:00', '--timezone', 'America/Los_Angeles', '--for', '30m'];

    const made = await pagectl('maintenance', 'recurring', 'add', 'parsoid', ...when, '--reason', 'slot');
    const listed = await pagectl('maintenance', 'recurring', 'list');
    const ended = await pagectl('maintenance', 'recurring', 'end', 'rec_1');

    expect(made.out.split('\n')).toHaveLength(11);
    expect(listed.out).toContain('mon,wed 13:00 America/Los_Angeles');
    expect(ended.out).toBe('rec_1 on parsoid recurs no more');
    expect(router.calls.map(({ action }) => action)).toEqual(['recur', 'recur no more']);
  });

  it.each([
    ['the next one', [], 'rec_1@2013-04-22T20:00:00Z', 'rec_1: 2013-04-24'],
    ['one by its day', ['--on', '2013-04-24'], 'rec_1@2013-04-24T20:00:00Z', 'rec_1: 2013-04-22'],
  ])('calls one time of a recurring window off: %s', async (_name, flags, id, next) => {
    router.state.windows = [aWindow({ id })];

    const { code, out } = await pagectl('maintenance', 'recurring', 'skip', 'rec_1', ...flags);

    expect({ code, on: router.calls.map(({ action, on }) => [action, on]) }).toEqual({ code: 0, on: [['end', id]] });
    expect(out).toContain('parsoid pages as always');
    expect(out).toContain(`The next time of ${next}`);
  });

  it.each([
    ['rec_2', [], 'there is no recurring window rec_2; did you mean "rec_1"?'],
    ['nightly', [], 'there is no recurring window nightly, see recurring list'],
    ['rec_1', ['--on', '2013-04-23'], '--on 2013-04-23: the next times of rec_1 are on 2013-04-22, 2013-04-24'],
  ])('calls nothing off where there is nothing: %s %j', async (id, flags, text) => {
    const { code, err } = await pagectl('maintenance', 'recurring', 'skip', id, ...flags);

    expect(code).toBe(1);
    expect(err).toContain(text);
    expect(router.calls).toEqual([]);
  });

  it('calls no second time off where it is asked again', async () => {
    router.state.calledOff = new Map([['rec_1@2013-04-22T20:00:00Z', 'roan']]);

    const again = await pagectl('maintenance', 'recurring', 'skip', 'rec_1');
    const listed = await pagectl('maintenance', 'recurring', 'list');

    expect(again).toMatchObject({
      code: 1,
      err: expect.stringContaining('rec_1 on 2013-04-22 is called off already, by roan'),
    });
    expect(listed.out).toContain('2013-04-24');
    expect(listed.out).not.toContain('2013-04-22');
    expect(router.calls).toEqual([]);
  });

  it('opens a window on everything only when that is said twice', async () => {
    const start = ['maintenance', 'start', '--everything', '--for', '30m', '--reason', 'move'];

    const refused = await pagectl(...start);
    const [, code = ''] = /--confirm (\w+)/.exec(refused.err) ?? [];
    const confirmed = await pagectl(...start, '--confirm', code);
    const typed = await run(start, router.env, 'everything');

    expect(refused.code).toBe(1);
    expect(refused.err).toContain('warning    it covers everything: nobody would be paged');
    expect([confirmed.code, typed.code]).toEqual([0, 0]);
    expect(router.calls).toMatchObject([{ more: { confirm: code } }, { more: { confirm: code } }]);
  });

  it('starts a window of matching checks, by fields and labels', async () => {
    const flags = ['--match', 'host=wtp*', '--match', 'dc=eqiad', '--for', '2h', '--reason', 'kernels'];

    await pagectl('maintenance', 'start', ...flags);

    expect(router.calls[0]?.more).toMatchObject({ match: [{ host: 'wtp*', labels: { dc: 'eqiad' } }] });
  });

  it('ends with 2 for a service that does not exist, with what was probably meant', async () => {
    const { code, err } = await pagectl('maintenance', 'start', 'parsiod', '--for', '30m', '--reason', 'x');

    expect([code, err]).toEqual([2, 'pagectl: services.0: unknown service "parsiod"; did you mean "parsoid"?']);
  });

  it('lists what a window covers as --match takes it', async () => {
    router.state.windows = [aWindow({ services: [], match: [{ host: ['wtp*', 'mw*'], labels: { dc: 'eqiad' } }] })];

    const { out } = await pagectl('maintenance', 'list');

    expect(out).toContain('host=wtp*|mw* dc=eqiad');
  });

  it('lists, extends and ends', async () => {
    expect((await pagectl('maintenance', 'list')).out).toContain('win_1');
    expect((await pagectl('maintenance', 'extend', 'win_1', '--for', '10m')).code).toBe(0);
    expect((await pagectl('maintenance', 'end', 'win_1')).code).toBe(0);
    expect(router.calls.map(({ action }) => action)).toEqual(['extend', 'end']);
  });
});

describe('pagectl messages', () => {
  it('shows the outbox', async () => {
    const { out } = await pagectl('outbox');

    expect(out).toContain('sms to roan <+12025550143>');
    expect(out).toContain('  CRITICAL Parsoid');
  });

  it('lists notifications', async () => {
    expect((await pagectl('notifications')).out).toContain('accepted');
  });

  it('sends a test page', async () => {
    const { out } = await pagectl('page', 'test', 'roan');

    expect(out).toContain('2 contact methods of roan');
    expect(router.calls).toMatchObject([{ action: 'test', on: 'roan', actor: { via: 'cli' } }]);
  });
});

describe('pagectl explain', () => {
  it('asks the router about a stored incident', async () => {
    const { out } = await pagectl('explain', '--incident', '12', '--person', 'daniel');

    expect(out).toBe('daniel is not paged: no subscription covers parsoid.');
  });

  it('asks the router about an alert', async () => {
    const alert = JSON.stringify({ kind: 'problem', host: 'parsoid.svc', check: 'LVS', summary: 'timeout' });

    const { code, out } = await run(['explain', '--alert', '-', '--json'], router.env, alert);

    expect(code).toBe(0);
    expect(JSON.parse(out).steps[0].people[0].person).toBe('roan');
  });

  it.each([
    [['--at', '2013-04-18T23:46:00Z'], '--at goes with --alert'],
    [['--alert', '-'], 'not both'],
  ])('ends with 2 for an incident with %j, which it would not heed', async (more, said) => {
    const { code, err } = await pagectl('explain', '--incident', '12', ...more);

    expect(code).toBe(2);
    expect(err).toContain(said);
  });

  it('ends with 2 for a person that the rules do not know', async () => {
    const { code, err } = await pagectl('explain', '--incident', '12', '--person', 'danil');

    expect([code, err]).toEqual([2, 'pagectl: the rules know no "danil"; did you mean "daniel"?']);
  });
});

describe('pagectl status', () => {
  it('ends with 0 when the router is ready, with its warnings', async () => {
    router.state.readiness = { ready: true, warnings: [{ code: 'x', text: 'email goes to the outbox' }], facts: {} };

    const { code, out } = await pagectl('status');

    expect([code, out]).toEqual([0, 'ready\nwarning: email goes to the outbox']);
  });

  it('tells facts in words', async () => {
    const rules = { origin: 'files', hash: '4644ebfd' };
    router.state.readiness = { ready: true, warnings: [], facts: { role: 'all', rules } };

    const { out } = await pagectl('status');

    expect(out).toBe('ready\nrole: all\nrules: origin files, hash 4644ebfd');
  });

  it('ends with 1 when it is not', async () => {
    router.state.readiness = { ready: false, warnings: [], facts: {} };

    expect((await pagectl('status')).code).toBe(1);
  });
});

describe('the way to the router', () => {
  it('ends with 3 and says what to do when nothing answers', async () => {
    await router.close();

    const { code, err } = await pagectl('incident', 'list');

    expect(code).toBe(3);
    expect(err).toContain('cannot reach the router at http://127.0.0.1:');
    expect(err).toContain('PAGING_ROUTER_URL');
  });

  it('ends with 3 when something else answers', async () => {
    router.state.broken = new Error('store is away');

    expect((await pagectl('incident', 'show', '12')).code).toBe(3);
  });

  it('ends with 1 for a wrong token, 2 without one', async () => {
    const wrong = await run(['incident', 'list'], { ...router.env, PAGING_ROUTER_TOKEN: 'x' });
    const none = await run(['incident', 'list'], { ...router.env, PAGING_ROUTER_TOKEN: '', DATA_DIR: '/nonexistent' });

    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('refuses the token')]);
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('/nonexistent/admin-token')]);
  });

  it('takes an address on the command line', async () => {
    const { code } = await run(['incident', 'list', '--url', router.env.PAGING_ROUTER_URL ?? ''], {
      PAGING_ROUTER_TOKEN: router.env.PAGING_ROUTER_TOKEN,
    });

    expect(code).toBe(0);
  });
});
