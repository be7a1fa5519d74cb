import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ToldAcknowledgement } from '../../src/domain/source-state.js';
import { createReconcileMemory } from '../../src/store/reconcile-memory.js';
import { startTestRedis, type TestRedis } from '../harness/redis.js';

let redis: TestRedis;

beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());

const told: ToldAcknowledgement = {
  v: 1,
  incidentId: 'i',
  acknowledgedAt: 1,
  stateSince: null,
  until: 9,
  sourceStartedAt: 2,
};

describe('createReconcileMemory', () => {
  it('lets one process compare, until it leaves or dies', async () => {
    const memory = createReconcileMemory({ redis: redis.redis, prefix: 'lead' }, 'icinga');

    expect(await memory.lead('a', 60_000)).toBe(true);
    expect(await memory.lead('a', 60_000)).toBe(true);
    expect(await memory.lead('b', 60_000)).toBe(false);
    await memory.leave('b');
    expect(await memory.lead('b', 60_000)).toBe(false);
    await memory.leave('a');
    expect(await memory.lead('b', 1)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await memory.lead('a', 60_000)).toBe(true);
  });

  it('remembers what was told, which windows are spread, and how comparing went', async () => {
    const memory = createReconcileMemory({ redis: redis.redis, prefix: 'told' }, 'icinga');

    await memory.remember(
      new Map([
        ['icinga/db1!https', told],
        ['icinga/db2', told],
      ]),
    );
    await memory.forget(['icinga/db2']);
    await memory.noteSpread('w1', 7);
    await memory.noteSpread('w2', 8);
    await memory.forgetSpread(['w1']);
    await memory.note({ v: 1, comparedAt: 5, failing: null, nodes: ['icinga1'] });

    expect(await memory.told()).toEqual(new Map([['icinga/db1!https', told]]));
    expect(await memory.spread()).toEqual(new Map([['w2', 8]]));
    expect(await memory.comparison()).toEqual({ v: 1, comparedAt: 5, failing: null, nodes: ['icinga1'] });
  });
});
