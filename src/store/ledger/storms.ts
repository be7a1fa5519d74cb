import type { StormLedger } from '../../ports-ledger.js';
import { key } from '../keys.js';
import type { Store } from '../script.js';

/** What the claims of limited contact methods have noted of storms. */
export function createStormLedger({ redis, prefix }: Store): StormLedger {
  return {
    async read(methodKey, now) {
      const [notificationIds, waiting] = await Promise.all([
        redis.lrange(key(prefix, 'storm', methodKey), 0, -1),
        redis.zcount(key(prefix, 'calls', methodKey), '-inf', now),
      ]);
      return { notificationIds, waiting };
    },
    async end(methodKey, count) {
      await redis.ltrim(key(prefix, 'storm', methodKey), count, -1);
    },
  };
}
