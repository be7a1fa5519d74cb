import { lstat, readFile } from 'node:fs/promises';
import type { Redis } from 'ioredis';
import { CLIENT_NAME } from '../client-name.js';
import { RedisStartError } from '../redis-start-error.js';
import { isAlive } from './owner-lock.js';

const pollMs = 50;
const patienceMs = 15_000;

/**
 * Ends a server that a killed router left running on this socket; its data stays, since AOF `always` has written all.
 * A server with a living router (which the lock does not show across containers) is left alone and refused.
 * @returns whether there was one
 */
export async function stopLeftOver(socketPath: string, pidFile: string): Promise<boolean> {
  const pid = await readPid(pidFile);
  const redis = await connect(socketPath);
  if (redis === null && (pid === null || !(await isOurServer(pid, socketPath)))) return false;
  if (redis !== null) {
    try {
      await refuseIfUsed(redis);
      await redis.call('SHUTDOWN', 'NOSAVE').catch(() => null);
    } finally {
      redis.disconnect();
    }
  } else if (pid !== null) {
    process.kill(pid, 'SIGTERM');
  }
  await waitUntilGone(socketPath, pid);
  return true;
}

/** A connection that answers even while the server loads its data; null: nobody listens. */
async function connect(socketPath: string): Promise<Redis | null> {
  if ((await lstat(socketPath).catch(() => null)) === null) return null;
  // Loaded only where something was left over: the first Redis of a start does not wait for it.
  const { default: ioredis } = await import('ioredis');
  const redis = new ioredis.Redis({
    path: socketPath,
    lazyConnect: true,
    enableReadyCheck: false,
    disableClientInfo: true,
    protocol: 2,
    retryStrategy: null,
    connectTimeout: 2000,
    disconnectTimeout: 250,
    commandTimeout: 5000,
  });
  redis.on('error', () => {});
  try {
    await redis.connect();
    return redis;
  } catch {
    redis.disconnect();
    return null;
  }
}

/** A router that was killed a moment ago may still be listed: that passes within a second. */
async function refuseIfUsed(redis: Redis): Promise<void> {
  for (let waited = 0; waited < 1000; waited += pollMs) {
    const clients = String(await redis.call('CLIENT', 'LIST'));
    if (!clients.split(/\s/).includes(`name=${CLIENT_NAME}`)) return;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  throw new RedisStartError('another router uses the Redis of this data directory: stop it, or set another DATA_DIR');
}

async function waitUntilGone(socketPath: string, pid: number | null): Promise<void> {
  for (let waited = 0; waited < patienceMs; waited += pollMs) {
    const redis = await connect(socketPath);
    redis?.disconnect();
    if (redis === null && (pid === null || !(await isOurServer(pid, socketPath)))) return;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  throw new RedisStartError(`a redis-server left over on ${socketPath} does not end: stop it (process ${pid ?? '?'})`);
}

/** Its title names the socket. Without /proc the number alone cannot be trusted. */
async function isOurServer(pid: number, socketPath: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes('redis-server') && command.includes(socketPath);
}

async function readPid(pidFile: string): Promise<number | null> {
  const text = await readFile(pidFile, 'utf8').catch(() => '');
  return /^\d+\s*$/.test(text) ? Number(text) : null;
}
