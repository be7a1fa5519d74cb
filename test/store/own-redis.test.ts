import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import type { Log } from '../../src/ports.js';
import { connectRedis } from '../../src/store/connect-redis.js';
import { openRedis } from '../../src/store/open-redis.js';
import { type OwnRedis, startOwnRedis } from '../../src/store/own-redis/start-own-redis.js';

const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
let root: string;
let directory: string;
let running: OwnRedis[];
let clients: Redis[];
let children: ChildProcess[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'pr-own-'));
  directory = join(root, 'redis');
  [running, clients, children] = [[], [], []];
});
afterEach(async () => {
  for (const client of clients) client.disconnect();
  for (const child of children) child.kill('SIGKILL');
  for (const own of running) await own.stop();
  const leftOver = await readPid().catch(() => 0);
  if (leftOver > 0) process.kill(leftOver, 'SIGKILL');
  await rm(root, { recursive: true, force: true });
});

async function start(at = directory): Promise<OwnRedis> {
  const own = await startOwnRedis({ directory: at, log });
  running.push(own);
  return own;
}

function connect(own: OwnRedis): Redis {
  const client = openRedis({ path: own.socketPath }, 'worker');
  clients.push(client);
  return client;
}

/** A router as far as its Redis goes: starts it, writes a key, says so, and waits to be killed. */
const routerScript = `
  import { openRedis } from './src/store/open-redis.ts';
  import { startOwnRedis } from './src/store/own-redis/start-own-redis.ts';
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const [, directory, value] = process.argv;
  const own = await startOwnRedis({ directory, log });
  await openRedis({ path: own.socketPath }, 'worker').set('kept', value);
  console.log('ready');
`;

async function startRouter(value: string): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', routerScript, directory, value],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
  children.push(child);
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  return child;
}

async function readPid(): Promise<number> {
  return Number(await readFile(join(directory, 'redis.pid'), 'utf8'));
}

describe('startOwnRedis', () => {
  it('runs privately and durably', async () => {
    const own = await start();

    const connections = await connectRedis({ url: own.socketPath, plaintextAllowed: false, log });
    const port = await connections.ledger.config('GET', 'port');
    const debug = await connections.ledger.call('DEBUG', 'JMAP').catch((error: Error) => error.message);
    const standing = connections.standing();
    await connections.close();

    expect(standing).toMatchObject({ facts: { durable: true, version: expect.stringMatching(/^\d/) } });
    expect(
      Object.values(port as object)
        .concat(port)
        .map(String),
    ).toContain('0');
    expect(debug).toMatch(/DEBUG command not allowed/);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(own.socketPath)).mode & 0o077).toBe(0);
  });

  it('keeps its data over a restart', async () => {
    const first = await start();
    await connect(first).set('kept', 'yes');
    for (const client of clients) client.disconnect();
    await first.stop();

    const second = await start();

    expect(await connect(second).get('kept')).toBe('yes');
  });

  it('refuses a directory that another router uses, in one sentence', async () => {
    await start();

    await expect(start()).rejects.toThrow(/^another router \(process \d+\) uses this data directory: stop it, or/);
  });

  it('takes over from a router that was killed, without loss', async () => {
    const router = await startRouter('written');
    const leftOver = await readPid();
    router.kill('SIGKILL');
    await once(router, 'exit');

    const own = await start();

    expect(await connect(own).get('kept')).toBe('written');
    expect(await readPid()).not.toBe(leftOver);
  });

  it('refuses the Redis of a living router even where the lock does not show it', async () => {
    await startRouter('written');
    await rm(join(directory, 'owner.lock'));

    await expect(start()).rejects.toThrow('another router uses the Redis of this data directory');
  });

  it('starts again when it dies', async () => {
    const own = await start();
    const client = connect(own);
    await client.set('kept', 'yes');
    const before = await readPid();

    process.kill(before, 'SIGKILL');
    const kept = await client.get('kept');

    expect(kept).toBe('yes');
    expect(await readPid()).not.toBe(before);
  });

  it('puts the socket elsewhere when the directory is too deep for one', async () => {
    const deep = join(root, 'd'.repeat(120), 'redis');

    const own = await start(deep);

    expect(Buffer.byteLength(own.socketPath)).toBeLessThan(104);
    expect(await connect(own).ping()).toBe('PONG');
  });

  it('names the three ways to get a redis-server when there is none', async () => {
    const missing = startOwnRedis({ directory, log, binary: join(root, 'no-such-server') });

    await expect(missing).rejects.toThrow(/is not installed: install it .* Docker .* REDIS_URL/);
  });
});
