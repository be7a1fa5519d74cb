import { afterEach, describe, expect, it } from '@jest/globals';
import type { Repeating } from '../../src/app/repeat.js';
import { watchRedis } from '../../src/app/watch-redis.js';
import type { Log } from '../../src/ports.js';
import type { RedisFacts } from '../../src/ports-redis.js';

const well: RedisFacts = {
  cluster: false,
  evictionPolicy: 'noeviction',
  durable: true,
  memoryShare: 0.2,
  version: '7.0.15',
  runId: 'r1',
};

let running: Repeating | null = null;
afterEach(async () => {
  await running?.stop();
});

/** A Redis in use, whose facts somebody changes. */
async function start() {
  const redis: { facts: RedisFacts | null } = { facts: well };
  const told: string[] = [];
  const said: string[] = [];
  const kept: boolean[] = [];
  const note: Log['info'] = (_, message) => void said.push(message);
  const watch = watchRedis({
    connections: {
      standing: () => ({ kind: 'in-use', facts: redis.facts ?? well }),
      look: async () => {
        if (redis.facts === null) throw new Error('away');
        return redis.facts;
      },
    },
    keepLittle: (little) => void kept.push(little),
    ops: {
      raise: ({ check, summary }) => void told.push(`${check}: ${summary}`),
      clear: (check) => void told.push(`${check}: well`),
      end: (check) => void told.push(`${check}: well`),
    },
    log: { debug: () => {}, info: note, warn: note, error: note },
    metrics: { count: () => {}, gauge: () => {} },
  });
  running = watch;
  await watch.now();
  return {
    said,
    kept,
    async becomes(change: Partial<RedisFacts> | null) {
      told.length = 0;
      redis.facts = change === null ? null : { ...well, ...change };
      await watch.now();
      return [...told];
    },
  };
}

const bothWell = ['Redis eviction policy: well', 'Redis memory: well'];

describe('watchRedis', () => {
  it('tells ops when somebody lets Redis evict keys, and that it is well again', async () => {
    const redis = await start();

    const changed = await redis.becomes({ evictionPolicy: 'allkeys-lru' });
    const back = await redis.becomes({});

    expect(changed).toContainEqual(expect.stringMatching(/eviction policy: .*noeviction \(somebody set allkeys-lru\)/));
    expect(back).toEqual(bothWell);
  });

  it.each([
    [0.69, false, 'well'],
    [0.7, false, 'Redis uses 70 % of its maxmemory'],
    [0.85, true, 'Redis uses 85 % of its maxmemory'],
  ])('at %d of maxmemory keeps little history: %s, and tells: %s', async (memoryShare, little, words) => {
    const redis = await start();

    const changed = await redis.becomes({ memoryShare });

    expect(changed).toContainEqual(expect.stringContaining(`Redis memory: ${words}`));
    expect(redis.kept.at(-1)).toBe(little);
  });

  it('says once that answers wait for the journal when somebody switches AOF off, and when it is on again', async () => {
    const redis = await start();

    await redis.becomes({ durable: false });
    await redis.becomes({ durable: false });
    await redis.becomes({});

    expect(redis.said).toEqual([
      'Redis does not run AOF always: answers wait for the journal on disk',
      'Redis runs AOF always again',
    ]);
  });

  it('clears nothing while Redis does not answer', async () => {
    const redis = await start();
    await redis.becomes({ evictionPolicy: 'allkeys-lru' });

    expect(await redis.becomes(null)).toEqual([]);
  });
});
