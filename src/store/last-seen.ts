import type { LastSeen, Sighting } from '../ports-watch.js';
import { singleKey } from './keys.js';
import { defineScript, runScript, type Store } from './script.js';

const noteScript = defineScript(`
for _, sighting in ipairs(q.sightings) do
  local known = redis.call('HGET', one('last-seen'), sighting.name)
  if known or not sighting.onlyKnown then
    if not known or tonumber(known) < sighting.at then
      redis.call('HSET', one('last-seen'), sighting.name, string.format('%d', sighting.at))
    end
  end
end
`);

/** One hash in Redis: name → UTC ms. Names are few: sources and monitoring hosts. */
export function createLastSeen(store: Store): LastSeen {
  const hash = singleKey(store.prefix, 'last-seen');
  return {
    async note(sightings: readonly Sighting[]) {
      await runScript(store, noteScript, { sightings });
    },
    async all() {
      const fields = Object.entries(await store.redis.hgetall(hash));
      return new Map(fields.map(([name, at]) => [name, Number(at)]));
    },
    async forget(name) {
      await store.redis.hdel(hash, name);
    },
  };
}
