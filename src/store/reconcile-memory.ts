import { Comparison, ToldAcknowledgement } from '../domain/source-state.js';
import type { ReconcileMemory } from '../ports-source.js';
import { key } from './keys.js';
import type { Store } from './script.js';

const TOLD = 'told:';
const SPREAD = 'spread:';

/** What all processes remember of comparing with one source, in one small hash: as many fields as there are acknowledgements. */
export function createReconcileMemory({ redis, prefix }: Store, source: string): ReconcileMemory {
  const hash = key(prefix, 'asked', source);
  const lease = key(prefix, 'asking', source);

  async function fields(start: string): Promise<readonly (readonly [string, string])[]> {
    const all = Object.entries(await redis.hgetall(hash));
    return all.flatMap(([field, text]) =>
      field.startsWith(start) ? [[field.slice(start.length), text] as const] : [],
    );
  }

  async function drop(start: string, names: readonly string[]): Promise<void> {
    if (names.length > 0) await redis.hdel(hash, ...names.map((name) => start + name));
  }

  return {
    async lead(owner, forMs) {
      if ((await redis.set(lease, owner, 'PX', forMs, 'NX')) === 'OK') return true;
      // Two that lead for a moment do no harm: whatever one of them does, the other finds done.
      return (await redis.get(lease)) === owner && (await redis.pexpire(lease, forMs)) === 1;
    },
    async leave(owner) {
      if ((await redis.get(lease)) === owner) await redis.del(lease);
    },
    async told() {
      const told = await fields(TOLD);
      return new Map(told.map(([name, text]) => [name, ToldAcknowledgement.parse(JSON.parse(text))]));
    },
    async remember(told) {
      if (told.size === 0) return;
      await redis.hset(hash, Object.fromEntries([...told].map(([name, one]) => [TOLD + name, JSON.stringify(one)])));
    },
    forget: (keys) => drop(TOLD, keys),
    async spread() {
      return new Map((await fields(SPREAD)).map(([id, endsAt]) => [id, Number(endsAt)]));
    },
    async noteSpread(windowId, endsAt) {
      await redis.hset(hash, SPREAD + windowId, endsAt);
    },
    forgetSpread: (windowIds) => drop(SPREAD, windowIds),
    async comparison() {
      const text = await redis.hget(hash, 'comparison');
      return text === null ? null : Comparison.parse(JSON.parse(text));
    },
    async note(comparison) {
      await redis.hset(hash, 'comparison', JSON.stringify(comparison));
    },
  };
}
