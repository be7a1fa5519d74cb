import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aListeningRouter, type ListeningRouter } from './run.js';

const ROOT = join(import.meta.dirname, '..', '..');
const CLI = [join(ROOT, 'node_modules', '.bin', 'tsx'), join(ROOT, 'src', 'cli', 'cli.ts')] as const;

let router: ListeningRouter;

beforeEach(async () => {
  router = await aListeningRouter();
});
afterEach(async () => {
  await router.close();
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The real program, in a process of its own. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = router.env) {
  const [tsx, cli] = CLI;
  const child = spawn(tsx, [cli, ...args], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', DATA_DIR: '/nonexistent', NO_COLOR: '1', ...env },
  });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(
    ([out, err, [code]]): Ended => ({ code, out, err }),
  );
  return { child, ended };
}

const run = (shell: string, ...options: readonly string[]) =>
  start(['maintenance', 'run', 'parsoid', '--for', '30m', ...options, '--', 'sh', '-c', shell]).ended;

const actions = () => router.calls.map(({ action }) => action);

describe('pagectl maintenance run', () => {
  it('opens a window, passes output and success on, and leaves the end to the router', async () => {
    const { code, out, err } = await run('printf "built\\n--for 5m\\n"; echo careful >&2', '--settle', '10m');

    expect(code).toBe(0);
    expect(out).toBe('built\n--for 5m\n');
    expect(err.split('\n').filter((line) => line === 'careful')).toHaveLength(1);
    expect(err).toContain('parsoid-team would not be paged');
    expect(err).toContain('window win_1 ends once parsoid has been quiet for 10m');
    expect(router.calls).toMatchObject([
      {
        action: 'open',
        actor: { via: 'cli' },
        more: { services: ['parsoid'], reason: expect.stringMatching(/^running sh -c/) },
      },
      { action: 'settle', more: 600_000 },
    ]);
  });

  it('passes the exit code on, and says that the window stays', async () => {
    const { code, err } = await run('exit 7');

    expect(code).toBe(7);
    expect(err).toMatch(
      /sh ended with 7: the window win_1 on parsoid stays until .*end it with `pagectl maintenance end win_1`/,
    );
    expect(actions()).toEqual(['open']);
  });

  it('hands a signal on, and says that the window stays', async () => {
    const { child, ended } = start([
      ...['maintenance', 'run', 'parsoid', '--for', '30m', '--'],
      ...['sh', '-c', 'trap "echo tidied; exit 3" TERM; echo ready; while :; do sleep 0.1; done'],
    ]);
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    const { code, out, err } = await ended;

    expect(code).toBe(3);
    expect(out).toContain('tidied');
    expect(err).toContain('was ended by SIGTERM: the window win_1 on parsoid stays until');
    expect(actions()).toEqual(['open']);
  });

  it('runs nothing and ends with 125 where the router refuses', async () => {
    const { ended } = start(['maintenance', 'run', 'parsiod', '--for', '30m', '--', 'echo', 'run']);

    expect(await ended).toMatchObject({
      code: 125,
      out: '',
      err: expect.stringMatching(/did you mean "parsoid"\?\nthe command was not run/),
    });
    expect(router.calls).toEqual([]);
  });

  it('runs nothing and ends with 125 where the router cannot be reached, unless that is wished', async () => {
    const away = { ...router.env, PAGING_ROUTER_URL: 'http://127.0.0.1:1' };
    const line = ['maintenance', 'run', 'parsoid', '--for', '30m'];

    const refused = await start([...line, '--', 'echo', 'run'], away).ended;
    const anyway = await start([...line, '--run-anyway', '--', 'echo', 'run'], away).ended;

    expect(refused).toMatchObject({ code: 125, out: '', err: expect.stringContaining('cannot reach the router') });
    expect(anyway).toMatchObject({ code: 0, out: 'run\n', err: expect.stringContaining('people may be paged') });
  });

  it('ends with 125 where its own command line is wrong', async () => {
    const unknown = await start(['maintenance', 'run', 'parsoid', '--fro', '30m', '--', 'true']).ended;
    const nothing = await start(['maintenance', 'run', 'parsoid', '--for', '30m']).ended;

    expect(unknown).toMatchObject({ code: 125, err: expect.stringContaining('--for') });
    expect(nothing).toMatchObject({ code: 125, err: expect.stringContaining('say what to run behind --') });
  });

  it('takes the window back when there is no such program', async () => {
    const { ended } = start(['maintenance', 'run', 'parsoid', '--for', '30m', '--', './no-such-deploy']);

    expect(await ended).toMatchObject({ code: 127, err: expect.stringContaining('was ended again') });
    expect(actions()).toEqual(['open', 'end']);
  });
});
