import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** A private redis-server of one test file: unix socket in a temporary directory, AOF always. */
export interface TestRedis {
  readonly socketPath: string;
  readonly redis: Redis;
  /** A further client; closed at the end with the server. */
  connect(options?: { path?: string; maxRetriesPerRequest?: number | null }): Redis;
  /** Ends the server as a crash does; `start` brings it back with its data. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** SIGSTOP freezes the server: connections stay open, nothing is answered until SIGCONT. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  stop(): Promise<void>;
}

const binary = 'redis-server';

/** Starts it; call `stop` in `afterAll`. */
export async function startTestRedis(): Promise<TestRedis> {
  const directory = await mkdtemp(join(tmpdir(), 'pr-test-'));
  await chmod(directory, 0o700);
  const socketPath = join(directory, 'redis.sock');
  const clients: Redis[] = [];
  const connect: TestRedis['connect'] = (options = {}) => {
    const client = new Redis({
      path: socketPath,
      retryStrategy: () => 50,
      disconnectTimeout: 250,
      maxRetriesPerRequest: 20,
      ...options,
    });
    client.on('error', () => {});
    clients.push(client);
    return client;
  };
  let server = spawnServer(directory, socketPath);
  const redis = connect();
  await waitUntilReady(redis);
  return {
    socketPath,
    redis,
    connect,
    kill: () => end(server),
    start: async () => {
      server = spawnServer(directory, socketPath);
      await waitUntilReady(redis);
    },
    signal: (name) => {
      server.kill(name);
    },
    stop: async () => {
      for (const client of clients) client.disconnect();
      await end(server);
      // A child that rewrites the file outlives a killed server for a moment.
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function spawnServer(directory: string, socketPath: string): ChildProcess {
  const settings = ['--port', '0', '--unixsocket', socketPath, '--appendonly', 'yes', '--appendfsync', 'always'];
  return spawn(binary, [...settings, '--save', '', '--dir', directory], { stdio: 'ignore' });
}

async function waitUntilReady(redis: Redis): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await redis.ping().catch(() => null);
    if (answer === 'PONG') return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the redis-server of the test did not start');
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  await ended;
}
