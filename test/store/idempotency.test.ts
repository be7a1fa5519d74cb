import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IdempotencyStore } from '../../src/ports.js';
import { createIdempotencyStore } from '../../src/store/idempotency.js';
import { startTestRedis, type TestRedis } from '../harness/redis.js';

let server: TestRedis;
let store: IdempotencyStore;
const answer = { fingerprint: 'f', status: 201, body: '{"id":"win_1"}' };

beforeAll(async () => {
  server = await startTestRedis();
  store = createIdempotencyStore({ redis: server.redis, prefix: 'pr' });
});
beforeEach(async () => {
  await server.redis.flushall();
});
afterAll(async () => {
  await server.stop();
});

describe('createIdempotencyStore', () => {
  it('gives a key to one request at a time', async () => {
    const both = await Promise.all([store.reserve('k'), store.reserve('k')]);

    expect(both.map(({ kind }) => kind).sort()).toEqual(['busy', 'new']);
  });

  it('answers with what was kept, also after a restart of Redis, for 24 hours', async () => {
    await store.reserve('k');
    await store.keep('k', answer);
    await server.kill();
    await server.start();

    expect(await store.reserve('k')).toEqual({ kind: 'kept', answer });
    expect(await server.redis.ttl('pr:idempotency:k')).toBeGreaterThan(86_000);
  });

  it('frees the key of a request that failed', async () => {
    await store.reserve('k');
    await store.release('k');

    expect(await store.reserve('k')).toEqual({ kind: 'new' });
  });
});
