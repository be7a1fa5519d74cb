import type { Redis } from 'ioredis';
import type { Log } from '../ports.js';
import { checkRedis, checkTarget, type RedisFacts } from './check-redis.js';
import { openRedis } from './open-redis.js';
import { RedisStartError } from './redis-start-error.js';
import { parseRedisTarget } from './redis-target.js';

/** The connections of one router to its Redis. */
export interface RedisConnections {
  /** For the ledger, the outbox, and adding wake-ups: fails fast. */
  readonly ledger: Redis;
  /** For the wake-up worker: waits for Redis. */
  readonly worker: Redis;
  readonly facts: RedisFacts;
  close(): Promise<void>;
}

export interface ConnectRedisRequest {
  /** `REDIS_URL`, or the socket path of the own Redis. */
  readonly url: string;
  readonly plaintextAllowed: boolean;
  readonly log: Log;
}

/** Connects, checks what is there, and answers when both connections are ready. Throws `RedisStartError`. */
export async function connectRedis({ url, plaintextAllowed, log }: ConnectRedisRequest): Promise<RedisConnections> {
  const target = parseRedisTarget(url);
  checkTarget(target, plaintextAllowed);
  const ledger = openRedis(target.address, 'ledger');
  const worker = openRedis(target.address, 'worker');
  const closing = new AbortController();
  const close = async () => {
    closing.abort();
    await closeClients([ledger, worker]);
  };
  try {
    await Promise.all([waitUntilReady(ledger, target.label), waitUntilReady(worker, target.label)]);
    const facts = await checkRedis(ledger, target.label);
    if (!facts.durable)
      log.warn({ redis: target.label }, 'Redis does not run AOF always: a power loss may cost its last second');
    logOutages(ledger, log, closing.signal);
    return { ledger, worker, facts, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const pollMs = 50;
/** Unreachable: 10 s. Connected but still loading its data: a minute. */
const patienceMs = 10_000;
const loadingMs = 60_000;

async function waitUntilReady(redis: Redis, label: string): Promise<void> {
  let last = 'no answer';
  const note = (error: Error) => {
    last = error.message;
  };
  redis.on('error', note);
  for (let waited = 0; redis.status !== 'ready'; waited += pollMs) {
    const refused = /^(WRONGPASS|NOAUTH|NOPERM|ERR)\b/.test(last);
    if (refused || waited >= (redis.status === 'connect' ? loadingMs : patienceMs)) {
      throw new RedisStartError(`cannot use Redis at ${label}: ${last}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  redis.off('error', note);
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
