import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLastSeen } from '../../src/store/last-seen.js';
import { startTestRedis, type TestRedis } from '../harness/redis.js';

let redis: TestRedis;

beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());

describe('createLastSeen', () => {
  it('keeps the latest time of each name, and forgets one', async () => {
    const seen = createLastSeen({ redis: redis.redis, prefix: 'a' });

    await seen.note([
      { name: 'icinga', at: 1_800_000_000_000 },
      { name: 'icinga one', at: 1_800_000_000_000 },
    ]);
    await seen.note([{ name: 'icinga', at: 1_700_000_000_000 }]);
    await seen.forget('icinga one');

    expect(await seen.all()).toEqual(new Map([['icinga', 1_800_000_000_000]]));
  });

  it('notes what must be known already only if it is', async () => {
    const seen = createLastSeen({ redis: redis.redis, prefix: 'b' });

    await seen.note([{ name: 'icinga one', at: 5, onlyKnown: true }]);
    await seen.note([{ name: 'icinga two', at: 6 }]);
    await seen.note([{ name: 'icinga two', at: 7, onlyKnown: true }]);

    expect(await seen.all()).toEqual(new Map([['icinga two', 7]]));
  });
});
