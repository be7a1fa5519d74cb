import type { Redis } from 'ioredis';
import type { Log } from '../ports.js';
import type { RedisFacts, RedisStanding } from '../ports-redis.js';
import { checkTarget } from './check-redis.js';
import { openRedisLater } from './open-redis.js';
import { RedisStartError } from './redis-start-error.js';
import { parseRedisTarget } from './redis-target.js';
import { type SearchRequest, searchRedis } from './search-redis.js';

/** The connections of one router to its Redis. */
export interface RedisConnections {
  /** For the ledger, the outbox, and adding wake-ups: fails fast, and always until Redis is in use. */
  readonly ledger: Redis;
  /** For the wake-up worker: waits for Redis. */
  readonly worker: Redis;
  standing(): RedisStanding;
  /** Resolves when Redis was found, may be used, and is connected; never, if that does not happen. */
  readonly inUse: Promise<void>;
  /** Reads the facts again; rejects while Redis does not answer. */
  look(): Promise<RedisFacts>;
  close(): Promise<void>;
}

export interface ConnectRedisRequest extends Pick<SearchRequest, 'absence' | 'onFound'> {
  readonly log: Log;
  /** `REDIS_URL`, or the socket path of the own Redis. */
  readonly url: string;
  readonly plaintextAllowed: boolean;
  /** How long the start waits for it; 3 s where not said. */
  readonly patienceMs?: number;
}

const usualPatienceMs = 3000;

/**
 * Looks for Redis until it is there and may be used; answers then, or when its patience is over and the search goes on behind it.
 * Throws `RedisStartError` for what an operator must change: the address, or a Redis that is there and must not be used.
 */
export async function connectRedis(request: ConnectRedisRequest): Promise<RedisConnections> {
  const { log, patienceMs = usualPatienceMs } = request;
  const target = parseRedisTarget(request.url);
  checkTarget(target, request.plaintextAllowed);
  const ledger = openRedisLater(target.address, 'ledger');
  const worker = openRedisLater(target.address, 'worker');
  const closing = new AbortController();
  let onRefused: (because: string) => void = () => undefined;
  const refusal = new Promise<string>((resolve) => {
    onRefused = resolve;
  });
  const search = searchRedis({
    ...request,
    target,
    clients: [ledger, worker],
    closing: closing.signal,
    onRefused: (because) => onRefused(because),
  });
  const connections: RedisConnections = {
    ledger,
    worker,
    standing: search.standing,
    inUse: search.found,
    look: search.look,
    async close() {
      closing.abort();
      await closeClients([ledger, worker]);
    },
  };
  const refused = await Promise.race([search.found, refusal, patience(patienceMs)]);
  if (refused !== undefined) {
    await connections.close();
    throw new RedisStartError(refused);
  }
  onRefused = (because) => log.error({ because }, 'Redis is there, and must not be used');
  const standing = search.standing();
  if (standing.kind === 'awaited') log.error({ because: standing.because }, 'Redis is not there: starting without it');
  logOutages(ledger, log, closing.signal);
  return connections;
}

function patience(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

function logOutages(redis: Redis, log: Log, closing: AbortSignal): void {
  let away = false;
  redis.on('close', () => {
    if (!away && !closing.aborted) log.warn({}, 'connection to Redis lost');
    away = true;
  });
  redis.on('ready', () => {
    if (away) log.info({}, 'connection to Redis is back');
    away = false;
  });
}

/** Waits for replies under way, two seconds at most. */
async function closeClients(clients: readonly Redis[]): Promise<void> {
  const bound = new Promise((resolve) => setTimeout(resolve, 2000).unref());
  const quits = clients.filter(({ status }) => status === 'ready').map((client) => client.quit().catch(() => null));
  await Promise.race([Promise.all(quits), bound]);
  for (const client of clients) client.disconnect();
}
