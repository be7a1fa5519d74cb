import type { RateLimiter } from '../../ports-access.js';
import { defineScript, runScript, type Store } from '../script.js';

const takeScript = defineScript(`
local name = key('rate', q.name)
local taken = redis.call('INCR', name)
if taken == 1 then redis.call('EXPIRE', name, q.seconds) end
if taken <= q.count then return 0 end
return math.max(1, redis.call('TTL', name))
`);

/** Counts in Redis, over all processes; a stretch of time begins with the first that is counted in it. */
export function createRateLimiter(store: Store): RateLimiter {
  return {
    take: async (name, { count, seconds }) => Number(await runScript(store, takeScript, { name, count, seconds })),
  };
}
