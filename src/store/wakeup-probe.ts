import type { WakeupProbe } from '../ports-watch.js';
import { singleKey } from './keys.js';
import type { Store } from './script.js';

/** A counter in Redis: no process has to trust the clock of another one. */
export function createWakeupProbe({ redis, prefix }: Store): WakeupProbe {
  const counter = singleKey(prefix, 'arrivals');
  return {
    async arrived() {
      await redis.incr(counter);
    },
    arrivals: () => redis.incrby(counter, 0),
  };
}
