import { chmod, mkdir } from 'node:fs/promises';
import type { Log } from '../../ports.js';
import { keepRunning } from './keep-running.js';
import { takeOwnerLock } from './owner-lock.js';
import { readServerVersion } from './redis-server.js';
import { prepareSocketPath } from './socket-path.js';

/** The router's own Redis. */
export interface OwnRedis {
  /** For `connectRedis`. */
  readonly socketPath: string;
  /** Why it does not run now, for people; null: it runs, as far as is known. */
  fault(): string | null;
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

const patienceMs = 2500;

/**
 * Starts a redis-server that belongs to this router alone, and starts it again whenever it ends. Answers when it runs, not when
 * it has loaded its data, and after 2.5 s in any case: one that a killed router left behind is ended first, which may take longer.
 * Throws `RedisStartError` where there is no program, or another router uses the directory.
 */
export async function startOwnRedis({ directory, log, binary = 'redis-server' }: OwnRedisRequest): Promise<OwnRedis> {
  const version = await readServerVersion(binary);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  const lock = await takeOwnerLock(`${directory}/owner.lock`);
  try {
    const place = { binary, directory, socketPath: await prepareSocketPath(directory) };
    const kept = keepRunning({ place, version, log });
    await inTime(kept.begun).catch(async (error: unknown) => {
      await kept.stop();
      throw error;
    });
    return {
      socketPath: place.socketPath,
      fault: kept.fault,
      async stop() {
        await kept.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function inTime(begun: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([begun, patience]).finally(() => clearTimeout(timer));
}
