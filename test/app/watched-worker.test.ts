import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createWatchedWorker } from '../../src/app/watched-worker.js';
import type { DueRef } from '../../src/ports-ledger.js';
import { createWakeupWorker, type WakeupWorker } from '../../src/queue/wakeup-worker.js';
import { createWakeups } from '../../src/queue/wakeups.js';
import { startTestRedis, type TestRedis } from '../harness/redis.js';
import { until } from '../harness/until.js';

const log = { debug() {}, info() {}, warn() {}, error() {} };

let redis: TestRedis;

beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());

describe('createWatchedWorker', () => {
  it('takes wake-ups with the worker that replaced one that took none', async () => {
    const prefix = 'pr';
    const connection = redis.connect({ maxRetriesPerRequest: null });
    const wakeups = createWakeups({ connection: redis.redis, prefix, log });
    const taken: DueRef[] = [];
    const stuck: WakeupWorker[] = [{ close: async () => undefined }];
    const worker = createWatchedWorker(
      (run) => stuck.pop() ?? createWakeupWorker({ connection, prefix, log }, run),
      async (ref) => void taken.push(ref),
    );
    worker.begin();
    await wakeups.wake([{ kind: 'incident', id: 'i1' }]);
    const before = worker.progressed();

    worker.rebuild();
    await until(() => taken[0]);

    expect(before).toBe(false);
    expect(taken).toEqual([{ kind: 'incident', id: 'i1' }]);
    expect([worker.progressed(), worker.progressed()]).toEqual([true, false]);
    await worker.close();
    await wakeups.close();
  });
});
