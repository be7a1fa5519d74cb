import { resolve } from 'node:path';
import type { Environment } from '../config/environment.js';
import type { IdempotencyStore, Log, OutboxStore } from '../ports.js';
import type { Ledger } from '../ports-ledger.js';
import type { LastSeen } from '../ports-watch.js';
import { connectRedis, type RedisConnections } from '../store/connect-redis.js';
import { createIdempotencyStore } from '../store/idempotency.js';
import { createLastSeen } from '../store/last-seen.js';
import { createLedger } from '../store/ledger/create-ledger.js';
import { readLinkSecret } from '../store/link-secret.js';
import { createOutboxStore } from '../store/outbox-store.js';
import { startOwnRedis } from '../store/own-redis/start-own-redis.js';
import { readRedisTime } from '../store/redis-time.js';

/** Everything that is kept in Redis. */
export interface OpenedStore {
  readonly ledger: Ledger;
  readonly outbox: OutboxStore;
  readonly idempotency: IdempotencyStore;
  readonly lastSeen: LastSeen;
  readonly linkSecret: string;
  /** Redis' own time, UTC ms. */
  readonly time: () => Promise<number>;
  readonly connections: RedisConnections;
  readonly prefix: string;
  /** `own Redis in data/redis`, for the start-up lines. */
  readonly where: string;
  close(): Promise<void>;
}

const prefix = 'pr';

/** Connects to `REDIS_URL`, or spawns an own Redis in `DATA_DIR` and ends it on close. Throws `RedisStartError`. */
export async function openStore(
  environment: Pick<Environment, 'redisUrl' | 'redisPlaintext' | 'dataDir'>,
  log: Log,
): Promise<OpenedStore> {
  const directory = resolve(environment.dataDir, 'redis');
  const own = environment.redisUrl === null ? await startOwnRedis({ directory, log }) : null;
  const stopOwn = async () => own?.stop();
  try {
    const url = own?.socketPath ?? environment.redisUrl ?? '';
    const connections = await connectRedis({
      url,
      plaintextAllowed: environment.redisPlaintext === 'allow',
      log,
    });
    const store = { redis: connections.ledger, prefix };
    return {
      ledger: createLedger(store),
      outbox: createOutboxStore(store),
      idempotency: createIdempotencyStore(store),
      lastSeen: createLastSeen(store),
      linkSecret: await readLinkSecret(store),
      time: () => readRedisTime(connections.ledger),
      connections,
      prefix,
      where: own === null ? 'the Redis of REDIS_URL' : `its own Redis in ${environment.dataDir}/redis`,
      async close() {
        await connections.close();
        await stopOwn();
      },
    };
  } catch (error) {
    await stopOwn();
    throw error;
  }
}
