import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FeedStore } from '../../src/ports.js';
import { createFeedStore } from '../../src/store/feed-store.js';
import { startTestRedis, type TestRedis } from '../harness/redis.js';
import { aFeed } from '../http/builders.js';

let server: TestRedis;
let feeds: FeedStore;

beforeAll(async () => {
  server = await startTestRedis();
  feeds = createFeedStore({ redis: server.redis, prefix: 'pr' });
});
beforeEach(async () => {
  await server.redis.flushall();
});
afterAll(() => server.stop());

describe('createFeedStore', () => {
  it('keeps feeds and lists them, the newest first', async () => {
    await feeds.add(aFeed({ id: 'a', createdAt: 1 }));
    await feeds.add(aFeed({ id: 'b', createdAt: 2 }));

    expect(await feeds.read('a')).toEqual(aFeed({ id: 'a', createdAt: 1 }));
    expect(await feeds.read('c')).toBeNull();
    expect((await feeds.list(10)).items.map(({ id }) => id)).toEqual(['b', 'a']);
    expect(await server.redis.ttl('pr:feed:a')).toBe(-1);
  });

  it('keeps a revoked one for a while, to be seen as such', async () => {
    await feeds.add(aFeed({ id: 'a' }));

    await feeds.revoke(aFeed({ id: 'a', revokedBy: 'roan', revokedAt: 5 }));

    expect(await feeds.read('a')).toMatchObject({ revokedBy: 'roan', revokedAt: 5 });
    expect(await server.redis.ttl('pr:feed:a')).toBeGreaterThan(89 * 86_400);
  });
});
