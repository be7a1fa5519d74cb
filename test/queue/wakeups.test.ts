import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Log } from '../../src/ports.js';
import type { DueRef } from '../../src/ports-ledger.js';
import { createWakeupWorker } from '../../src/queue/wakeup-worker.js';
import { createWakeups } from '../../src/queue/wakeups.js';
import { openRedis } from '../../src/store/open-redis.js';
import { startTestRedis, type TestRedis } from '../harness/redis.js';

let server: TestRedis;
const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const incident: DueRef = { kind: 'incident', id: 'i1' };
const method: DueRef = { kind: 'method', key: 'sms:+12025550143' };

beforeAll(async () => {
  server = await startTestRedis();
});
beforeEach(async () => {
  await server.redis.flushall();
});
afterAll(async () => {
  await server.stop();
});

async function until(done: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !done(); i += 1) await new Promise((resolve) => setTimeout(resolve, 10));
}

function connect() {
  return { connection: server.connect({ maxRetriesPerRequest: null }), prefix: 'pr', log };
}

describe('wake-ups', () => {
  it('travel from one process to another, ids only, and leave nothing behind', async () => {
    const seen: DueRef[] = [];
    const wakeups = createWakeups(connect());
    const worker = createWakeupWorker(connect(), async (ref) => {
      seen.push(ref);
    });

    await wakeups.wake([incident, method]);
    await until(() => seen.length === 2);
    await worker.close();
    await wakeups.close();

    expect(seen).toEqual(expect.arrayContaining([incident, method]));
    const keys = await server.redis.keys('*');
    expect(keys.every((key) => key.startsWith('pr:bull:notifications:'))).toBe(true);
    expect(keys.filter((key) => /:(\d+|de:.*|completed|failed)$/.test(key))).toEqual([]);
  });

  it('collapse while they wait', async () => {
    const seen: DueRef[] = [];
    const wakeups = createWakeups(connect());
    await wakeups.wake([incident, incident, incident, method]);
    await wakeups.wake([incident]);

    const worker = createWakeupWorker(connect(), async (ref) => {
      seen.push(ref);
    });
    await until(() => seen.length === 2);
    await worker.close();
    await wakeups.close();

    expect(seen).toEqual([incident, method]);
  });

  it('run once more when they come during the work', async () => {
    let runs = 0;
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const wakeups = createWakeups(connect());
    const worker = createWakeupWorker(connect(), async () => {
      runs += 1;
      if (runs === 1) await gate;
    });
    await wakeups.wake([incident]);
    await until(() => runs === 1);

    await wakeups.wake([incident]);
    await wakeups.wake([incident]);
    release();
    await until(() => runs === 2);
    await worker.close();
    await wakeups.close();

    expect(runs).toBe(2);
  });

  it('go on after one failed', async () => {
    const seen: DueRef[] = [];
    const wakeups = createWakeups(connect());
    const worker = createWakeupWorker(connect(), async (ref) => {
      seen.push(ref);
      if (seen.length === 1) throw new Error('provider away');
    });

    await wakeups.wake([incident]);
    await until(() => seen.length === 1);
    for (let i = 0; i < 100 && seen.length < 2; i += 1) {
      await wakeups.wake([incident]);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await worker.close();
    await wakeups.close();

    expect(seen.length).toBeGreaterThanOrEqual(2);
  });

  it('never fail their caller, and work again after Redis was killed', async () => {
    const seen: DueRef[] = [];
    const producer = openRedis({ path: server.socketPath }, 'ledger');
    const consumer = openRedis({ path: server.socketPath }, 'worker');
    const wakeups = createWakeups({ connection: producer, prefix: 'pr', log });
    const worker = createWakeupWorker({ connection: consumer, prefix: 'pr', log }, async (ref) => {
      seen.push(ref);
    });
    await until(() => producer.status === 'ready');
    await server.kill();
    await until(() => producer.status !== 'ready');

    await wakeups.wake([incident]);
    await server.start();
    await until(() => producer.status === 'ready');
    await wakeups.wake([method]);
    await until(() => seen.length > 0);
    await worker.close();
    await wakeups.close();
    producer.disconnect();
    consumer.disconnect();

    expect(seen).toContainEqual(method);
  });
});
