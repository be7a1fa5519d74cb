import { describe, expect, it } from '@jest/globals';
import type { DueRef } from '../../../src/ports-ledger.js';
import { buildCommit, buildPage, buildWindow, roanSms, T0 } from './build.js';
import { useLedger } from './use-ledger.js';

const bench = useLedger();
const incident: DueRef = { kind: 'incident', id: 'i1' };
const method: DueRef = { kind: 'method', key: 'sms:+12025550143' };
const again = { incident: { id: 'i1', rev: 1 }, checks: new Map(), windowEpoch: 0 };

describe('leaseDue', () => {
  it('gives each due thing to one caller until the lease is over', async () => {
    await bench.ledger.commit(buildCommit({ dueAt: T0 + 1000 }));

    const early = await bench.ledger.leaseDue(T0 + 999, 5000, 10);
    const both = await Promise.all([
      bench.ledger.leaseDue(T0 + 1000, 5000, 10),
      bench.ledger.leaseDue(T0 + 1000, 5000, 10),
    ]);
    const late = await bench.ledger.leaseDue(T0 + 6001, 5000, 10);

    expect(early).toEqual([]);
    expect(both.flat()).toEqual([incident]);
    expect(late).toEqual([incident]);
  });

  it('takes the oldest first, up to the limit', async () => {
    await bench.ledger.makeDue([{ kind: 'window', id: 'w2' }], T0 + 2);
    await bench.ledger.makeDue([{ kind: 'window', id: 'w1' }], T0 + 1);

    expect(await bench.ledger.leaseDue(T0 + 9, 1000, 1)).toEqual([{ kind: 'window', id: 'w1' }]);
    expect(await bench.ledger.oldestDue()).toBe(T0 + 2);
  });
});

describe('settleDue', () => {
  it('ends a lease, or sets when to look again', async () => {
    await bench.ledger.makeDue([incident], T0);
    await bench.ledger.leaseDue(T0, 5000, 10);
    await bench.ledger.settleDue(incident, T0 + 5000, T0 + 60_000);
    const planned = await bench.ledger.oldestDue();
    await bench.ledger.leaseDue(T0 + 60_000, 5000, 10);

    await bench.ledger.settleDue(incident, T0 + 65_000, null);

    expect(planned).toBe(T0 + 60_000);
    expect(await bench.ledger.oldestDue()).toBeNull();
  });

  it.each([1, 5000, 900_000])('leaves a time that a commit set meanwhile, %i ms ahead', async (ahead) => {
    await bench.ledger.commit(buildCommit({ dueAt: T0 }));
    await bench.ledger.leaseDue(T0, 5000, 10);
    await bench.ledger.commit(buildCommit({ expected: again, dueAt: T0 + ahead }));

    await bench.ledger.settleDue(incident, T0 + 5000, null);

    expect(await bench.ledger.oldestDue()).toBe(T0 + ahead);
  });

  it('leaves a lease that somebody else took later', async () => {
    await bench.ledger.makeDue([incident], T0);
    await bench.ledger.leaseDue(T0, 1000, 10);
    await bench.ledger.leaseDue(T0 + 2000, 1000, 10);

    await bench.ledger.settleDue(incident, T0 + 1000, null);

    expect(await bench.ledger.oldestDue()).toBe(T0 + 3000);
  });

  it('keeps a method due that still has calls', async () => {
    await bench.ledger.commit(buildCommit({ pages: [buildPage()] }));
    await bench.ledger.leaseDue(T0, 1000, 10);

    await bench.ledger.settleDue(method, T0 + 1000, null);

    expect(await bench.ledger.leaseDue(T0, 1000, 10)).toEqual([method]);
  });
});

describe('makeDue', () => {
  it('brings forward what is due later and leaves what is overdue', async () => {
    await bench.ledger.commit(buildCommit({ dueAt: T0 + 60_000 }));
    await bench.ledger.makeDue([incident], T0 + 10);
    await bench.ledger.makeDue([incident], T0 + 20);

    expect(await bench.ledger.oldestDue()).toBe(T0 + 10);
  });

  it('takes any number', async () => {
    const refs = Array.from({ length: 1200 }, (_, i): DueRef => ({ kind: 'incident', id: `i${i}` }));

    await bench.ledger.makeDue(refs, T0);

    expect(await bench.server.redis.zcard('pr:due')).toBe(1200);
  });
});

describe('windows', () => {
  it('stores a window, bumps the epoch and makes it due', async () => {
    const written = await bench.ledger.windows.write(buildWindow({ startsAt: T0 + 1000 }), T0);

    expect(written).toBe(true);
    expect(await bench.ledger.windows.epoch()).toBe(1);
    expect(await bench.ledger.windows.read('w1')).toEqual(buildWindow({ startsAt: T0 + 1000, rev: 1 }));
    expect(await bench.ledger.windows.readCurrent(T0)).toEqual({
      epoch: 1,
      windows: [buildWindow({ startsAt: T0 + 1000, rev: 1 })],
    });
    expect(await bench.ledger.leaseDue(T0, 1000, 10)).toEqual([
      { kind: 'window-watch', id: 'w1' },
      { kind: 'window', id: 'w1' },
    ]);
  });

  it('refuses a write on another rev', async () => {
    await bench.ledger.windows.write(buildWindow(), T0);

    const results = [
      await bench.ledger.windows.write(buildWindow({ reason: 'again' }), T0),
      await bench.ledger.windows.write(buildWindow({ rev: 1, endsAt: T0 + 5, endedBy: 'roan' }), T0 + 5),
    ];

    expect(results).toEqual([false, true]);
    expect(await bench.ledger.windows.epoch()).toBe(2);
    expect((await bench.ledger.windows.readCurrent(T0 + 5)).windows).toEqual([]);
  });

  it('lists the newest first, page by page', async () => {
    for (const i of [1, 2, 3]) await bench.ledger.windows.write(buildWindow({ id: `w${i}`, createdAt: T0 + i }), T0);

    const first = await bench.ledger.windows.list(2);
    const second = await bench.ledger.windows.list(2, first.nextCursor ?? '');

    expect(first.items.map(({ id }) => id)).toEqual(['w3', 'w2']);
    expect(second).toMatchObject({ items: [{ id: 'w1' }], nextCursor: null });
  });
});

describe('planPage', () => {
  it('plans a page of no incident once', async () => {
    const page = buildPage({ incidentId: null, reason: 'test' });

    const due = [await bench.ledger.planPage(page, T0), await bench.ledger.planPage(page, T0)];
    const request = { method: roanSms, now: T0, limits: [], leaseMs: 1000 };
    const results = [
      await bench.ledger.claim({ ...request, notificationId: 'n1' }),
      await bench.ledger.claim({ ...request, notificationId: 'n2' }),
    ];

    expect(due).toEqual([['sms:+12025550143'], ['sms:+12025550143']]);
    expect(results.map(({ kind }) => kind)).toEqual(['claimed', 'nothing']);
    expect(results[0]).toMatchObject({ calls: [{ incident: null, page }] });
  });
});
