import { resolve } from 'node:path';
import type { Environment } from '../config/environment.js';
import type { Log } from '../ports.js';
import { type OwnRedis, startOwnRedis } from '../store/own-redis/start-own-redis.js';

/** The own Redis, on its way; null: `REDIS_URL` names another one. */
export type BegunRedis = Promise<OwnRedis> | null;

/** Starts the own Redis where there is to be one. Imports little: it starts while the rest of the router is being loaded. */
export function beginRedis({ redisUrl, dataDir }: Pick<Environment, 'redisUrl' | 'dataDir'>, log: Log): BegunRedis {
  if (redisUrl !== null) return null;
  const begun = startOwnRedis({ directory: resolve(dataDir, 'redis'), log });
  // Whoever waits for it hears of a failure; until then nobody does.
  begun.catch(() => undefined);
  return begun;
}

/** For a start that ends before anybody has waited for it. */
export async function endBegun(begun: BegunRedis): Promise<void> {
  await begun?.then(
    (own) => own.stop(),
    () => undefined,
  );
}
