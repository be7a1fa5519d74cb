import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Log } from '../../src/ports.js';
import { connectRedis, type RedisConnections } from '../../src/store/connect-redis.js';
import { startFaultProxy } from '../faults/fault-proxy.js';
import { startTestRedis, type TestRedis } from '../harness/redis.js';
import { until } from '../harness/until.js';

let server: TestRedis;
const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(async () => {
  await server.stop();
});

function connect() {
  return connectRedis({ url: server.socketPath, plaintextAllowed: false, log, patienceMs: 30_000 });
}

function isDurable(connections: RedisConnections): boolean {
  const standing = connections.standing();
  return standing.kind === 'in-use' && standing.facts.durable;
}

describe('connectRedis', () => {
  it('says that AOF always is durable, and that less is not', async () => {
    const durable = await connect();
    const before = durable.standing();
    await durable.close();
    await server.redis.config('SET', 'appendfsync', 'everysec');

    const lesser = await connect();
    const after = lesser.standing();
    await lesser.close();
    await server.redis.config('SET', 'appendfsync', 'always');

    expect([before, after]).toMatchObject([
      { kind: 'in-use', facts: { durable: true } },
      { kind: 'in-use', facts: { durable: false } },
    ]);
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
    for (let i = 0; i < 2000 && back === null; i += 1) {
      back = await connections.ledger.set('x', '1').catch(() => null);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await connections.close();

    expect(typeof away).toBe('string');
    expect(back).toBe('OK');
  });

  it('answers when its patience is over, fails every call meanwhile, and takes Redis into use when it is there', async () => {
    await server.kill();
    const found: string[] = [];
    const connections = await connectRedis({
      url: server.socketPath,
      plaintextAllowed: false,
      log,
      patienceMs: 100,
      onFound: async (redis) => void found.push(await redis.ping()),
    });
    const before = connections.standing();
    const refused = await connections.ledger.get('x').catch((error: Error) => error.message);

    await server.start();
    await connections.inUse;
    const answered = await connections.ledger.set('x', '1');
    const after = connections.standing();
    await connections.close();

    expect(before).toMatchObject({
      kind: 'awaited',
      because: expect.stringMatching(/cannot use Redis at .*: connect E/),
    });
    expect(refused).toBe('Connection is closed.');
    expect(found).toEqual(['PONG']);
    expect([answered, after.kind]).toEqual(['OK', 'in-use']);
  });

  it.each([
    ['hangs', null],
    ['loads its data', '-LOADING Redis is loading the dataset in memory\r\n'],
  ])('does not wait for one that %s', async (_, reply) => {
    const silent = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => reply !== null && socket.write(reply));
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const begun = performance.now();

    const url = `redis://127.0.0.1:${port}`;
    const connections = await connectRedis({ url, plaintextAllowed: false, log, patienceMs: 300 });
    const took = performance.now() - begun;
    const { kind } = connections.standing();
    await connections.close();
    await new Promise((resolve) => silent.close(resolve));

    expect(kind).toBe('awaited');
    expect(took).toBeLessThan(10_000);
  });

  it('does not use one that comes later and must not be used, until somebody has changed it', async () => {
    const proxy = await startFaultProxy(server.socketPath);
    proxy.swallow('both');
    const late = await connectRedis({ url: proxy.url, plaintextAllowed: false, log, patienceMs: 50 });
    await server.redis.config('SET', 'maxmemory-policy', 'allkeys-lru');

    proxy.heal();
    proxy.cut();
    await until(() => (late.standing().kind === 'refused' ? true : null));
    const refused = await late.ledger.get('x').catch((error: Error) => error.message);
    await server.redis.config('SET', 'maxmemory-policy', 'noeviction');
    await late.inUse;
    await late.close();
    await proxy.close();

    expect(refused).toBe('Connection is closed.');
  });

  it('says no longer that it is durable once the connection is lost, and again when it has looked', async () => {
    const connections = await connect();
    await server.kill();
    await until(() => (isDurable(connections) ? null : true));

    await server.start();
    await until(() => (connections.ledger.status === 'ready' ? true : null));
    const beforeLook = isDurable(connections);
    await connections.look();
    const afterLook = isDurable(connections);
    await server.redis.config('SET', 'appendonly', 'no');
    await connections.look();
    const switchedOff = isDurable(connections);
    await connections.close();

    expect([beforeLook, afterLook, switchedOff]).toEqual([false, true, false]);
    await server.redis.config('SET', 'appendonly', 'yes');
  });
});
