import type { Redis } from 'ioredis';
import { RedisStartError } from './redis-start-error.js';
import type { RedisTarget } from './redis-target.js';

/** What is known of the Redis in use. */
export interface RedisFacts {
  /** AOF `always`: a write that was answered survives a power loss. */
  readonly durable: boolean;
  readonly version: string;
  /** Changes when Redis restarts. */
  readonly runId: string;
}

/** Refuses what would be read by others on the way or written by anybody. */
export function checkTarget(target: RedisTarget, plaintextAllowed: boolean): void {
  if (target.local) return;
  if (!target.hasPassword) {
    throw new RedisStartError(`Redis at ${target.label} is remote and REDIS_URL has no password: add one`);
  }
  if (!target.encrypted && !plaintextAllowed) {
    throw new RedisStartError(
      `Redis at ${target.label} is remote without TLS: use rediss://, or set REDIS_PLAINTEXT=allow on a trusted network`,
    );
  }
}

/** Refuses a Redis that may forget keys or cannot run the scripts; says how durable it is. */
export async function checkRedis(redis: Redis, label: string): Promise<RedisFacts> {
  const facts = parseInfo(await redis.info());
  if (facts.get('redis_mode') === 'cluster' || facts.get('cluster_enabled') === '1') {
    throw new RedisStartError(
      `Redis at ${label} is a cluster, which is not supported: use Sentinel or a single primary`,
    );
  }
  const policy = facts.get('maxmemory_policy') ?? 'noeviction';
  if (policy !== 'noeviction') {
    throw new RedisStartError(`Redis at ${label} may evict keys: set maxmemory-policy to noeviction (it is ${policy})`);
  }
  return {
    durable: facts.get('aof_enabled') === '1' && (await readAppendFsync(redis)) === 'always',
    version: facts.get('redis_version') ?? '',
    runId: facts.get('run_id') ?? '',
  };
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) facts.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return facts;
}

/** Managed services may forbid CONFIG: then nothing is promised. */
async function readAppendFsync(redis: Redis): Promise<string | null> {
  const reply: unknown = await redis.config('GET', 'appendfsync').catch(() => null);
  if (Array.isArray(reply)) return String(reply[1]);
  return reply !== null && typeof reply === 'object' && 'appendfsync' in reply ? String(reply.appendfsync) : null;
}
