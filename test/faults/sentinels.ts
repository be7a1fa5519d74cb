import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { beginAgain } from '../../src/store/open-redis.js';
import { freePort } from '../harness/free-port.js';
import { startPartition } from './partition.js';
import { poll } from './real-router.js';

/** Three redis-servers, one of them master, and three sentinels that watch them. */
export interface Sentinels {
  /** For `REDIS_URL`. */
  readonly url: string;
  /** A client that always finds the master. */
  readonly redis: Redis;
  /** kill -9; a replica takes over. */
  killMaster(): Promise<void>;
  /** A replica takes over from a master that is well; resolves when all clients are sent to it. */
  failOver(): Promise<void>;
  /** The first master and its clients are out of reach of everything else, and reach nothing else. */
  readonly partition: { cut(): void; heal(): void };
  /** `host:port` of the master, as the sentinels see it. */
  masterAddress(): Promise<string>;
  stop(): Promise<void>;
}

const binary = 'redis-server';
const name = 'pager';

export async function startSentinels(): Promise<Sentinels> {
  const directory = await mkdtemp(join(tmpdir(), 'pr-sentinel-'));
  const running: ChildProcess[] = [];
  const partition = await startPartition();
  const entrances = await Promise.all([startPartition(), startPartition(), startPartition()]);
  const [master = 0, ...replicas] = await freePorts(3);
  const watchers = await freePorts(3);
  partition.open(master);
  const address = watchers.map((port) => ({ host: '127.0.0.1', port }));

  async function run(port: number, lines: readonly string[], ...more: readonly string[]): Promise<ChildProcess> {
    const place = join(directory, String(port));
    await mkdir(place);
    const file = join(place, 'redis.conf');
    await writeFile(file, [`port ${port}`, 'bind 127.0.0.1', `dir ${place}`, ...lines, ''].join('\n'));
    const child = spawn(binary, [file, ...more], { stdio: 'ignore' });
    running.push(child);
    return child;
  }

  const durable = ['appendonly yes', 'appendfsync always', 'save ""', 'repl-diskless-sync-delay 0'];
  const masterServer = await run(master, [...durable, `replica-announce-port ${partition.port}`]);
  for (const port of replicas) await run(port, [...durable, `replicaof 127.0.0.1 ${partition.port}`]);
  const watched = [
    `sentinel monitor ${name} 127.0.0.1 ${partition.port} 2`,
    `sentinel down-after-milliseconds ${name} 1000`,
    `sentinel failover-timeout ${name} 5000`,
  ];
  for (const [n, entrance] of entrances.entries()) {
    const port = watchers[n] ?? 0;
    entrance.open(port);
    await run(port, [...watched, `sentinel announce-port ${entrance.port}`], '--sentinel');
  }
  const patient = { maxRetriesPerRequest: null, disconnectTimeout: 250 };
  const redis = new Redis({ ...patient, sentinels: address, name, updateSentinels: false, failoverDetector: true });
  redis.on('error', () => {});
  beginAgain(redis);
  const watcher = new Redis({ ...address[0], retryStrategy: () => 100, disconnectTimeout: 250 });
  watcher.on('error', () => {});

  async function masterAddress(): Promise<string> {
    const reply: unknown = await watcher.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name).catch(() => []);
    return Array.isArray(reply) ? reply.join(':') : '';
  }

  const sentinels: Sentinels = {
    url: `redis-sentinel://${entrances.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${name}`,
    redis,
    partition: {
      cut: () => {
        partition.cut('peers');
        for (const entrance of entrances) entrance.cut('clients');
      },
      heal: () => {
        for (const one of [partition, ...entrances]) one.heal();
      },
    },
    masterAddress,
    async failOver() {
      const before = await masterAddress();
      // Refused while the one before is not over, or no replica is in step.
      await poll(async () => (await watcher.call('SENTINEL', 'FAILOVER', name).catch(() => '')) === 'OK', 30_000);
      await poll(async () => !['', before].includes(await masterAddress()), 30_000);
    },
    async killMaster() {
      const gone = once(masterServer, 'exit');
      masterServer.kill('SIGKILL');
      await gone;
    },
    async stop() {
      redis.disconnect();
      watcher.disconnect();
      const gone = running.filter((child) => child.exitCode === null && child.signalCode === null);
      await Promise.all(
        gone.map((child) => {
          const ended = once(child, 'exit');
          child.kill('SIGKILL');
          return ended;
        }),
      );
      await Promise.all([partition, ...entrances].map((one) => one.close()));
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  await poll(() => allKnow(watcher), 20_000).catch(async (error: unknown) => {
    await sentinels.stop();
    throw error;
  });
  return sentinels;
}

/** The sentinel knows both replicas, in step, and the other two sentinels. */
async function allKnow(watcher: Redis): Promise<boolean> {
  const reply: unknown = await watcher.call('SENTINEL', 'REPLICAS', name).catch(() => []);
  const others: unknown = await watcher.call('SENTINEL', 'SENTINELS', name).catch(() => []);
  const replicas = Array.isArray(reply) ? reply.map((one: unknown) => JSON.stringify(one)) : [];
  const inStep = replicas.filter((one) => /master-link-status\W+ok/.test(one));
  return inStep.length === 2 && Array.isArray(others) && others.length === 2;
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}
