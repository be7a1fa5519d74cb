import type { ChildProcess } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { Redis } from 'ioredis';
import type { Log } from '../../ports.js';
import { RedisStartError } from '../redis-start-error.js';
import { stopLeftOver } from './left-over.js';
import { type OwnerLock, takeOwnerLock } from './owner-lock.js';
import { endServer, lastLine, pidFile, readServerVersion, type ServerPlace, spawnServer } from './redis-server.js';
import { prepareSocketPath } from './socket-path.js';

/** The router's own Redis. */
export interface OwnRedis {
  /** For `connectRedis`. */
  readonly socketPath: string;
  /** Ends it; call it after the last connection has been closed. */
  stop(): Promise<void>;
}

export interface OwnRedisRequest {
  /** `DATA_DIR/redis`, absolute; made if missing, mode 0700. */
  readonly directory: string;
  readonly log: Log;
  /** Default: `redis-server` on the PATH. */
  readonly binary?: string | undefined;
}

/**
 * Starts a redis-server that belongs to this router alone and answers when it has loaded its data. If it dies, it is
 * started again. One that a killed router left behind is ended first. Throws `RedisStartError`.
 */
export async function startOwnRedis({ directory, log, binary = 'redis-server' }: OwnRedisRequest): Promise<OwnRedis> {
  const version = await readServerVersion(binary);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  const lock = await takeOwnerLock(`${directory}/owner.lock`);
  try {
    const place = { binary, directory, socketPath: await prepareSocketPath(directory) };
    if (await stopLeftOver(place.socketPath, pidFile(directory))) log.warn({}, 'ended a Redis that was left over');
    const server = spawnServer(place, version);
    await waitUntilLoaded(server, place);
    return keepRunning({ server, place, version, log, lock });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

interface Running {
  /** The present one. */
  server: ChildProcess;
  readonly place: ServerPlace;
  readonly version: number;
  readonly log: Log;
  readonly lock: OwnerLock;
}

/** Starts it again when it dies: after 100 ms, doubling to 5 s while it does not stay up for half a minute. */
function keepRunning(running: Running): OwnRedis {
  const { place, version, log, lock } = running;
  const closing = new AbortController();
  let delayMs = 100;
  const watch = () => {
    const calm = setTimeout(() => {
      delayMs = 100;
    }, 30_000).unref();
    void awaitEnd(running.server).then((end) => {
      clearTimeout(calm);
      if (closing.signal.aborted) return;
      log.error({ ...end, lastLine: lastLine(place) }, 'own Redis ended, starting it again');
      setTimeout(() => {
        if (closing.signal.aborted) return;
        running.server = spawnServer(place, version);
        watch();
      }, delayMs);
      delayMs = Math.min(delayMs * 2, 5000);
    });
  };
  watch();
  const endWithUs = () => running.server.kill('SIGTERM');
  process.once('exit', endWithUs);
  return {
    socketPath: place.socketPath,
    stop: async () => {
      closing.abort();
      process.off('exit', endWithUs);
      await endServer(running.server);
      await lock.release();
    },
  };
}

/** How the process ended, or why it never began. */
function awaitEnd(server: ChildProcess): Promise<{ readonly code: number | null; readonly signal: string | null }> {
  return new Promise((resolve) => {
    server.once('exit', (code, signal) => resolve({ code, signal }));
    server.once('error', (error) => resolve({ code: null, signal: error.message }));
  });
}

const pollMs = 25;
const loadingMs = 60_000;

/** Loading answers PING with an error, so PONG means ready. */
async function waitUntilLoaded(server: ChildProcess, place: ServerPlace): Promise<void> {
  const redis = new Redis({
    path: place.socketPath,
    retryStrategy: () => pollMs,
    commandTimeout: 2000,
    disconnectTimeout: 250,
  });
  redis.on('error', () => {});
  try {
    for (let waited = 0; waited < loadingMs; waited += pollMs) {
      if (redis.status === 'ready' && (await redis.ping().catch(() => '')) === 'PONG') return;
      if (server.exitCode !== null || server.signalCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  } finally {
    redis.disconnect();
  }
  await endServer(server);
  throw new RedisStartError(`own Redis did not start in ${place.directory}: ${lastLine(place)}`);
}
