import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { openRedis } from '../../src/store/open-redis.js';
import { startTestRedis, type TestRedis } from '../harness/redis.js';
import { until } from '../harness/until.js';

let server: TestRedis;

beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(() => server.stop());

it('a client whose sentinels name another master while it connects begins again, and ends when it is closed', async () => {
  const redis = openRedis({ path: server.socketPath }, 'ledger');
  const ready = () => (redis.status === 'ready' ? true : null);
  await until(ready, { describe: () => 'the first connection' });
  const connect = jest.spyOn(Reflect.get(redis, 'connector'), 'connect');
  connect.mockImplementationOnce(() => Promise.reject(new Error('Connection is closed.')));

  redis.disconnect(true);
  await until(() => (connect.mock.calls.length === 2 ? ready() : null), { describe: () => 'another connection' });
  const answer = await redis.ping();
  redis.disconnect();
  await until(() => (redis.status === 'end' ? true : null), { describe: () => 'the end' });
  await new Promise((resolve) => setTimeout(resolve, 100));

  expect(answer).toBe('PONG');
  expect([redis.status, connect.mock.calls.length]).toEqual(['end', 2]);
});
