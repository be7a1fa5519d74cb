import { z } from 'zod';
import type { IdempotencyStore } from '../ports.js';
import { key } from './keys.js';
import type { Store } from './script.js';

const KEEP_SECONDS = 24 * 3600;
/** A request that died in the middle blocks its key no longer than this. */
const RESERVE_SECONDS = 60;
const RESERVED = '';

const StoredAnswer = z.object({ fingerprint: z.string(), status: z.number(), body: z.string() });

/** Answers by `Idempotency-Key` in Redis, so that they outlive this process. */
export function createIdempotencyStore({ redis, prefix }: Store): IdempotencyStore {
  const nameOf = (request: string) => key(prefix, 'idempotency', request);
  return {
    async reserve(request) {
      const reserved = await redis.set(nameOf(request), RESERVED, 'EX', RESERVE_SECONDS, 'NX');
      if (reserved === 'OK') return { kind: 'new' };
      const text = await redis.get(nameOf(request));
      if (text === null || text === RESERVED) return { kind: 'busy' };
      return { kind: 'kept', answer: StoredAnswer.parse(JSON.parse(text)) };
    },
    async keep(request, answer) {
      await redis.set(nameOf(request), JSON.stringify(answer), 'EX', KEEP_SECONDS);
    },
    async release(request) {
      await redis.del(nameOf(request));
    },
  };
}
