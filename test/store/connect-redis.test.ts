import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Log } from '../../src/ports.js';
import { connectRedis } from '../../src/store/connect-redis.js';
import { startTestRedis, type TestRedis } from '../harness/redis.js';

let server: TestRedis;
const warnings: string[] = [];
const log: Log = { debug: () => {}, info: () => {}, warn: (_, text) => warnings.push(text), error: () => {} };

beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(async () => {
  await server.stop();
});

function connect() {
  return connectRedis({ url: server.socketPath, plaintextAllowed: false, log });
}

describe('connectRedis', () => {
  it('says that AOF always is durable, and warns about less', async () => {
    const durable = await connect();
    await durable.close();
    await server.redis.config('SET', 'appendfsync', 'everysec');

    const lesser = await connect();
    await lesser.close();
    await server.redis.config('SET', 'appendfsync', 'always');

    expect([durable.facts.durable, lesser.facts.durable]).toEqual([true, false]);
    expect(warnings).toEqual(['Redis does not run AOF always: a power loss may cost its last second']);
  });

  it('refuses a Redis that may evict keys', async () => {
    await server.redis.config('SET', 'maxmemory-policy', 'allkeys-lru');

    const refused = connect();

    await expect(refused).rejects.toThrow(/may evict keys: set maxmemory-policy to noeviction \(it is allkeys-lru\)/);
    await server.redis.config('SET', 'maxmemory-policy', 'noeviction');
  });

  it('refuses a wrong password at once', async () => {
    await server.redis.config('SET', 'requirepass', 'secret');

    const refused = connect();

    await expect(refused).rejects.toThrow(/^cannot use Redis at .*NOAUTH/);
    await server.redis.config('SET', 'requirepass', '');
  });

  it('fails a call quickly while Redis is away, and works again when it is back', async () => {
    const connections = await connect();
    await server.kill();

    const away = await connections.ledger.get('x').catch((error: Error) => error.message);
    await server.start();
    let back: string | null = null;
    for (let i = 0; i < 200 && back === null; i += 1) {
      back = await connections.ledger.set('x', '1').catch(() => null);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await connections.close();

    expect(typeof away).toBe('string');
    expect(back).toBe('OK');
  });
});
