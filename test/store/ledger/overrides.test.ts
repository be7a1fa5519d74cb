import { describe, expect, it } from '@jest/globals';
import { anOverride } from '../../pipeline/schedule/build-schedules.js';
import { buildCommit, buildWindow, T0 } from './build.js';
import { useLedger } from './use-ledger.js';

const DAY = 86_400_000;
const at = { now: T0, due: [], dueAt: T0 };
const bench = useLedger();

function fresh(over: Parameters<typeof anOverride>[1] = {}) {
  return anOverride('cover', { rev: 0, person: 'eve', startsAt: T0, endsAt: T0 + DAY, createdAt: T0, ...over });
}

describe('the ledger of overrides', () => {
  it('keeps what was written, with its next revision', async () => {
    const override = fresh({ id: 'o' });

    expect(await bench.ledger.overrides.write(override, at)).toBe(true);

    expect(await bench.ledger.overrides.read('o')).toEqual({ ...override, rev: 1 });
    expect(await bench.ledger.overrides.read('other')).toBeNull();
  });

  it('lets one of two changes of the same revision win', async () => {
    await bench.ledger.overrides.write(fresh({ id: 'o' }), at);

    const changes = await Promise.all(
      [1, 2].map((hours) => bench.ledger.overrides.write(fresh({ id: 'o', rev: 1, endsAt: T0 + hours }), at)),
    );

    expect(changes.sort()).toEqual([false, true]);
    expect(await bench.ledger.overrides.read('o')).toMatchObject({ rev: 2 });
  });

  it('moves the epoch of the windows: a commit decided before is refused', async () => {
    await bench.ledger.windows.write(buildWindow(), T0);
    const expected = { incident: null, checks: new Map(), windowEpoch: await bench.ledger.windows.epoch() };

    await bench.ledger.overrides.write(fresh(), at);

    expect((await bench.ledger.commit(buildCommit({ expected }))).kind).toBe('stale');
    const { epoch } = await bench.ledger.overrides.readCurrent(null);
    expect(epoch).toBe(await bench.ledger.windows.epoch());
    expect((await bench.ledger.commit(buildCommit({ expected: { ...expected, windowEpoch: epoch } }))).kind).toBe(
      'committed',
    );
  });

  it('gives the current ones with their epoch, and nothing but the epoch where that is known', async () => {
    await bench.ledger.overrides.write(fresh({ id: 'o' }), at);

    const { epoch, overrides } = await bench.ledger.overrides.readCurrent(null);

    expect(overrides).toMatchObject([{ id: 'o', rev: 1 }]);
    expect(await bench.ledger.overrides.readCurrent(epoch)).toEqual({ epoch, overrides: null });
    expect(await bench.ledger.overrides.readCurrent(epoch - 1)).toMatchObject({ epoch, overrides: [{ id: 'o' }] });
  });

  it('knows those that ended lately, for who asks about the past, and forgets older ones', async () => {
    await bench.ledger.overrides.write(fresh({ id: 'old' }), at);
    await bench.ledger.overrides.write(fresh({ id: 'late', endsAt: T0 + 20 * DAY }), at);

    await bench.ledger.overrides.write(fresh({ id: 'new', endsAt: T0 + 90 * DAY }), { ...at, now: T0 + 40 * DAY });

    const { overrides } = await bench.ledger.overrides.readCurrent(null);
    expect(overrides?.map(({ id }) => id)).toEqual(['late', 'new']);
    expect((await bench.ledger.overrides.list(10)).items.map(({ id }) => id).sort()).toEqual(['late', 'new', 'old']);
  });

  it('makes its schedules due when told, not later than they were', async () => {
    const due = [{ kind: 'schedule' as const, id: 'duty' }];
    await bench.ledger.overrides.write(fresh(), { now: T0, due, dueAt: T0 + 10_000 });
    await bench.ledger.overrides.write(fresh(), { now: T0 + 5000, due, dueAt: T0 + 15_000 });

    expect(await bench.ledger.leaseDue(T0 + 9999, 1000, 10)).toEqual([]);
    expect(await bench.ledger.leaseDue(T0 + 10_000, 1000, 10)).toEqual(due);
  });
});

describe('the ledger of shifts', () => {
  const record = {
    ...{ v: 1 as const, rev: 0, schedule: 'duty', lookedAt: T0, horizon: T0 + DAY, rulesHash: 'h', rulesLoadedAt: T0 },
    shifts: [{ people: ['ann'], startsAt: T0, endsAt: T0 + DAY }],
  };

  it('keeps one record of each schedule, and lets one of two looks win', async () => {
    expect(await bench.ledger.shifts.read('duty')).toBeNull();

    const looks = await Promise.all([bench.ledger.shifts.write(record), bench.ledger.shifts.write(record)]);

    expect(looks.sort()).toEqual([false, true]);
    expect(await bench.ledger.shifts.read('duty')).toEqual({ ...record, rev: 1 });
    expect(await bench.ledger.shifts.write({ ...record, rev: 1 })).toBe(true);
    expect(await bench.ledger.shifts.read('second')).toBeNull();
  });
});
