import type { Redis } from 'ioredis';
import type { RedisFacts } from '../ports-redis.js';
import { RedisStartError } from './redis-start-error.js';
import type { RedisTarget } from './redis-target.js';

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

/** What is known of a Redis that answers. */
export async function readFacts(redis: Redis): Promise<RedisFacts> {
  const facts = parseInfo(await redis.info());
  const appends = facts.get('aof_enabled') === '1';
  return {
    cluster: facts.get('redis_mode') === 'cluster' || facts.get('cluster_enabled') === '1',
    evictionPolicy: facts.get('maxmemory_policy') ?? 'noeviction',
    durable: appends && (await readAppendFsync(redis)) === 'always',
    memoryShare: shareOf(Number(facts.get('used_memory') ?? 0), Number(facts.get('maxmemory') ?? 0)),
    version: facts.get('redis_version') ?? '',
    runId: facts.get('run_id') ?? '',
  };
}

/** Why a router must not use such a Redis: it may forget keys or cannot run the scripts; null: it may. */
export function refusalOf({ cluster, evictionPolicy }: RedisFacts, label: string): string | null {
  if (cluster) return `Redis at ${label} is a cluster, which is not supported: use Sentinel or a single primary`;
  if (evictionPolicy === 'noeviction') return null;
  return `Redis at ${label} may evict keys: set maxmemory-policy to noeviction (it is ${evictionPolicy})`;
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) facts.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return facts;
}

/** `maxmemory 0` is no limit. */
function shareOf(used: number, most: number): number | null {
  return most > 0 ? used / most : null;
}

/** Managed services may forbid CONFIG: then nothing is promised. */
async function readAppendFsync(redis: Redis): Promise<string | null> {
  const reply: unknown = await redis.config('GET', 'appendfsync').catch(() => null);
  if (Array.isArray(reply)) return String(reply[1]);
  return reply !== null && typeof reply === 'object' && 'appendfsync' in reply ? String(reply.appendfsync) : null;
}
