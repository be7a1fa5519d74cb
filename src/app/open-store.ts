import type { Environment } from '../config/environment.js';
import type { FeedStore, IdempotencyStore, Log, OutboxStore } from '../ports.js';
import type { AddedMethodStore } from '../ports-access.js';
import type { Ledger } from '../ports-ledger.js';
import type { LastSeen } from '../ports-watch.js';
import { createAddedMethodStore } from '../store/access/added-method-store.js';
import { connectRedis, type RedisConnections } from '../store/connect-redis.js';
import { createFeedStore } from '../store/feed-store.js';
import { createIdempotencyStore } from '../store/idempotency.js';
import { createLastSeen } from '../store/last-seen.js';
import { createLedger } from '../store/ledger/create-ledger.js';
import { readLinkSecret } from '../store/link-secret.js';
import { createOutboxStore } from '../store/outbox-store.js';
import type { OwnRedis } from '../store/own-redis/start-own-redis.js';
import { readRedisTime } from '../store/redis-time.js';
import type { Store } from '../store/script.js';
import type { BegunRedis } from './begin-redis.js';

/** Everything that is kept in Redis. Until Redis is in use everything of it fails at once. */
export interface OpenedStore {
  readonly ledger: Ledger;
  readonly outbox: OutboxStore;
  readonly idempotency: IdempotencyStore;
  readonly feeds: FeedStore;
  readonly addedMethods: AddedMethodStore;
  readonly lastSeen: LastSeen;
  /** Throws until Redis is in use. */
  readonly linkSecret: () => string;
  /** Redis' own time, UTC ms. */
  readonly time: () => Promise<number>;
  readonly connections: RedisConnections;
  readonly prefix: string;
  /** `own Redis in data/redis`, for the start-up lines. */
  readonly where: string;
  /** History that is over is kept a day only, or as long as usual. */
  keepLittle(little: boolean): void;
  close(): Promise<void>;
}

export interface OpenStoreDeps {
  readonly log: Log;
  readonly begun: BegunRedis;
  /** Called with the time of a Redis that was found, before it is used. */
  readonly onFound: (redisTime: () => Promise<number>) => Promise<void>;
}

type Settings = Pick<Environment, 'redisUrl' | 'redisPlaintext' | 'dataDir'>;

const prefix = 'pr';
const startWithinMs = 3000;
/** Longer than the journal keeps alerts: what it would replay must be known. */
const littleSeconds = 25 * 3600;

/**
 * Connects to `REDIS_URL`, or to the own Redis that was begun, and ends that one on close. Answers within some 3 s, also without
 * Redis: it is taken into use as soon as it is there. Throws `RedisStartError` for what an operator must change.
 */
export async function openStore(environment: Settings, deps: OpenStoreDeps): Promise<OpenedStore> {
  const { dataDir } = environment;
  const until = performance.now() + startWithinMs;
  const own = await deps.begun;
  try {
    const store = await openParts({ ...deps, own, environment, patienceMs: Math.max(100, until - performance.now()) });
    return {
      ...store,
      where: own === null ? 'the Redis of REDIS_URL' : `its own Redis in ${dataDir}/redis`,
      async close() {
        await store.connections.close();
        await own?.stop();
      },
    };
  } catch (error) {
    await own?.stop();
    throw error;
  }
}

async function openParts(
  given: OpenStoreDeps & {
    readonly environment: Settings;
    readonly own: OwnRedis | null;
    readonly patienceMs: number;
  },
): Promise<Omit<OpenedStore, 'where' | 'close'>> {
  const { environment, own, patienceMs, log } = given;
  let secret: string | null = null;
  const connections = await connectRedis({
    url: own?.socketPath ?? environment.redisUrl ?? '',
    plaintextAllowed: environment.redisPlaintext === 'allow',
    patienceMs,
    log,
    absence: () => own?.fault() ?? null,
    async onFound(redis) {
      secret = await readLinkSecret({ redis, prefix });
      await given.onFound(() => readRedisTime(redis));
    },
  });
  const store: { -readonly [Part in keyof Store]: Store[Part] } = { redis: connections.ledger, prefix };
  return {
    ledger: createLedger(store),
    outbox: createOutboxStore(store),
    idempotency: createIdempotencyStore(store),
    feeds: createFeedStore(store),
    addedMethods: createAddedMethodStore(store),
    lastSeen: createLastSeen(store),
    linkSecret() {
      if (secret === null) throw new Error('the secret of the links is in Redis, which was not there yet');
      return secret;
    },
    time: () => readRedisTime(connections.ledger),
    connections,
    prefix,
    keepLittle(little) {
      if (little) store.keepSeconds = littleSeconds;
      else delete store.keepSeconds;
    },
  };
}
