import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Ledger } from '../../../src/ports-ledger.js';
import { createLedger } from '../../../src/store/ledger/create-ledger.js';
import { startTestRedis, type TestRedis } from '../../harness/redis.js';
import { anOverride } from '../../pipeline/schedule/build-schedules.js';
import { buildCommit, buildWindow, T0 } from './build.js';

const DAY = 86_400_000;
const at = { now: T0, due: [], dueAt: T0 };
let server: TestRedis;
let ledger: Ledger;

beforeAll(async () => {
  server = await startTestRedis();
  ledger = createLedger({ redis: server.redis, prefix: 'pr' });
});
beforeEach(async () => {
  await server.redis.flushall();
});
afterAll(() => server.stop());

function fresh(over: Parameters<typeof anOverride>[1] = {}) {
  return anOverride('cover', { rev: 0, person: 'eve', startsAt: T0, endsAt: T0 + DAY, createdAt: T0, ...over });
}

describe('the ledger of overrides', () => {
  it('keeps what was written, with its next revision', async () => {
    const override = fresh({ id: 'o' });

    expect(await ledger.overrides.write(override, at)).toBe(true);

    expect(await ledger.overrides.read('o')).toEqual({ ...override, rev: 1 });
    expect(await ledger.overrides.read('other')).toBeNull();
  });

  it('lets one of two changes of the same revision win', async () => {
    await ledger.overrides.write(fresh({ id: 'o' }), at);

    const changes = await Promise.all(
      [1, 2].map((hours) => ledger.overrides.write(fresh({ id: 'o', rev: 1, endsAt: T0 + hours }), at)),
    );

    expect(changes.sort()).toEqual([false, true]);
    expect(await ledger.overrides.read('o')).toMatchObject({ rev: 2 });
  });

  it('moves the epoch of the windows: a commit decided before is refused', async () => {
    await ledger.windows.write(buildWindow(), T0);
    const expected = { incident: null, checks: new Map(), windowEpoch: await ledger.windows.epoch() };

    await ledger.overrides.write(fresh(), at);

    expect((await ledger.commit(buildCommit({ expected }))).kind).toBe('stale');
    const { epoch } = await ledger.overrides.readCurrent(null);
    expect(epoch).toBe(await ledger.windows.epoch());
    expect((await ledger.commit(buildCommit({ expected: { ...expected, windowEpoch: epoch } }))).kind).toBe(
      'committed',
    );
  });

  it('gives the current ones with their epoch, and nothing but the epoch where that is known', async () => {
    await ledger.overrides.write(fresh({ id: 'o' }), at);

    const { epoch, overrides } = await ledger.overrides.readCurrent(null);

    expect(overrides).toMatchObject([{ id: 'o', rev: 1 }]);
    expect(await ledger.overrides.readCurrent(epoch)).toEqual({ epoch, overrides: null });
    expect(await ledger.overrides.readCurrent(epoch - 1)).toMatchObject({ epoch, overrides: [{ id: 'o' }] });
  });

  it('knows those that ended lately, for who asks about the past, and forgets older ones', async () => {
    await ledger.overrides.write(fresh({ id: 'old' }), at);
    await ledger.overrides.write(fresh({ id: 'late', endsAt: T0 + 20 * DAY }), at);

    await ledger.overrides.write(fresh({ id: 'new', endsAt: T0 + 90 * DAY }), { ...at, now: T0 + 40 * DAY });

    const { overrides } = await ledger.overrides.readCurrent(null);
    expect(overrides?.map(({ id }) => id)).toEqual(['late', 'new']);
    expect((await ledger.overrides.list(10)).items.map(({ id }) => id).sort()).toEqual(['late', 'new', 'old']);
  });

  it('makes its schedules due when told, not later than they were', async () => {
    const due = [{ kind: 'schedule' as const, id: 'duty' }];
    await ledger.overrides.write(fresh(), { now: T0, due, dueAt: T0 + 10_000 });
    await ledger.overrides.write(fresh(), { now: T0 + 5000, due, dueAt: T0 + 15_000 });

    expect(await ledger.leaseDue(T0 + 9999, 1000, 10)).toEqual([]);
    expect(await ledger.leaseDue(T0 + 10_000, 1000, 10)).toEqual(due);
  });
});

describe('the ledger of shifts', () => {
  const record = {
    ...{ v: 1 as const, rev: 0, schedule: 'duty', lookedAt: T0, horizon: T0 + DAY, rulesHash: 'h', rulesLoadedAt: T0 },
    shifts: [{ people: ['ann'], startsAt: T0, endsAt: T0 + DAY }],
  };

  it('keeps one record of each schedule, and lets one of two looks win', async () => {
    expect(await ledger.shifts.read('duty')).toBeNull();

    const looks = await Promise.all([ledger.shifts.write(record), ledger.shifts.write(record)]);

    expect(looks.sort()).toEqual([false, true]);
    expect(await ledger.shifts.read('duty')).toEqual({ ...record, rev: 1 });
    expect(await ledger.shifts.write({ ...record, rev: 1 })).toBe(true);
    expect(await ledger.shifts.read('second')).toBeNull();
  });
});
