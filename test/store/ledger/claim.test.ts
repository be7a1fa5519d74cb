import { describe, expect, it } from '@jest/globals';
import type { Page } from '../../../src/domain/page.js';
import type { Limits } from '../../../src/domain/rules.js';
import type { ClaimResult } from '../../../src/ports-delivery.js';
import { buildCommit, buildHead, buildPage, buildUpdate, roanEmail, roanSms, T0 } from './build.js';
import { useLedger } from './use-ledger.js';

const bench = useLedger();
const perMinute: Limits = [{ count: 1, seconds: 60 }];

let claims = 0;
async function claim(now = T0, limits = perMinute, method: typeof roanSms | typeof roanEmail = roanSms) {
  claims += 1;
  return await bench.ledger.claim({ method, now, limits, leaseMs: 30_000, notificationId: `n${claims}` });
}

async function openIncident(id: string, over: Partial<Page> = {}, service: string | null = id): Promise<void> {
  const pages = [buildPage({ id: `page-${id}`, incidentId: id, ...over })];
  await bench.ledger.commit(buildCommit({ head: buildHead({ id, key: `service:${id}`, service }), pages }));
}

function callIds(result: ClaimResult): readonly string[] {
  return result.kind === 'claimed' ? result.calls.map(({ callId }) => callId) : [];
}

describe('claim', () => {
  it('takes the due calls into one notification that is being sent', async () => {
    await openIncident('i1');
    await openIncident('i2');

    const result = await claim();

    expect(result).toMatchObject({
      kind: 'claimed',
      heldCount: 0,
      more: false,
      notification: {
        state: 'sending',
        attempts: 1,
        person: 'roan',
        ...roanSms,
        createdAt: T0,
        possibleDuplicate: false,
      },
    });
    expect(callIds(result)).toEqual(['page-i1/0', 'page-i2/0']);
    if (result.kind !== 'claimed') return;
    expect(result.calls[0]?.incident).toEqual({
      ...buildHead({ id: 'i1', key: 'service:i1', service: 'i1' }),
      rev: 1,
      number: 1,
    });
    expect(await bench.ledger.readNotification(result.notification.id)).toEqual(result.notification);
    expect((await bench.ledger.readPage('page-i1'))?.calls.get('page-i1/0')).toBe('claimed');
    expect((await bench.ledger.listNotifications({ incidentId: 'i2', limit: 5 })).items).toEqual([result.notification]);
  });

  it('leases the notification, and the method is due no more', async () => {
    await openIncident('i1');

    await claim();

    expect(await bench.ledger.leaseDue(T0 + 30_000, 1000, 10)).toEqual([]);
    expect(await bench.ledger.leaseDue(T0 + 30_001, 1000, 10)).toEqual([{ kind: 'notification', id: `n${claims}` }]);
  });

  it('gives the same answer to the same request again', async () => {
    await openIncident('i1');
    const request = { method: roanSms, now: T0, limits: perMinute, leaseMs: 30_000, notificationId: 'same' };
    const first = await bench.ledger.claim(request);
    await openIncident('i2');

    const second = await bench.ledger.claim(request);

    expect(second).toEqual(first);
  });

  it('finds nothing where nothing is due', async () => {
    await openIncident('i1', { calls: [{ id: 'page-i1/0', ...roanSms, dueAt: T0 + 500 }] });

    expect(await claim()).toEqual({ kind: 'nothing' });
    expect(await bench.ledger.leaseDue(T0 + 500, 1000, 10)).toEqual([{ kind: 'method', key: 'sms:+12025550143' }]);
  });

  it('is held by a limit until its slot is free, then takes all that waited and counts it', async () => {
    await openIncident('i1');
    await claim();
    await openIncident('i2');
    await openIncident('i3');

    const held = await claim(T0 + 10_000);
    const meanwhile = await bench.ledger.commit(
      buildCommit({
        now: T0 + 20_000,
        head: buildHead({ id: 'i4', key: 'service:i4', service: 'i4' }),
        pages: [
          buildPage({ id: 'page-i4', incidentId: 'i4', calls: [{ id: 'page-i4/0', ...roanSms, dueAt: T0 + 20_000 }] }),
        ],
      }),
    );
    const early = await bench.ledger.leaseDue(T0 + 54_999, 1000, 10);
    const due = await bench.ledger.leaseDue(T0 + 55_000, 1000, 10);
    const after = await claim(T0 + 55_000);

    expect(held).toEqual({ kind: 'held', until: T0 + 55_000 });
    expect(meanwhile).toMatchObject({ kind: 'committed', dueMethods: [] });
    expect(early.filter(({ kind }) => kind === 'method')).toEqual([]);
    expect(due).toContainEqual({ kind: 'method', key: 'sms:+12025550143' });
    expect(callIds(after)).toEqual(['page-i2/0', 'page-i3/0', 'page-i4/0']);
    expect(after).toMatchObject({ heldCount: 3, more: false });
  });

  it('obeys the strictest of several limits', async () => {
    const limits: Limits = [
      { count: 1, seconds: 60 },
      { count: 2, seconds: 900 },
    ];
    for (const [i, at] of [T0, T0 + 60_000].entries()) {
      await openIncident(`i${i}`);
      await claim(at, limits);
    }
    await openIncident('i9');

    expect(await claim(T0 + 120_000, limits)).toEqual({ kind: 'held', until: T0 + 900_000 });
  });

  it('sends one page each without limits, and says that there is more', async () => {
    await openIncident('i1');
    await openIncident('i2');

    const results = [await claim(T0, []), await claim(T0, []), await claim(T0, [])];

    expect(results.map(callIds)).toEqual([['page-i1/0'], ['page-i2/0'], []]);
    expect(results.map((result) => result.kind === 'claimed' && result.more)).toEqual([true, false, false]);
  });

  it('puts critical first, then the first page of each service, then the oldest', async () => {
    const at = (id: string, ms: number) => [{ id: `page-${id}/0`, ...roanSms, dueAt: T0 - ms }];
    await openIncident('w', { severity: 'warning', calls: at('w', 90) });
    await openIncident('a1', { calls: at('a1', 80) }, 'a');
    await openIncident('a2', { calls: at('a2', 70) }, 'a');
    await openIncident('b1', { calls: at('b1', 60) }, 'b');

    const result = await claim();

    expect(callIds(result)).toEqual(['page-a1/0', 'page-b1/0', 'page-a2/0', 'page-w/0']);
  });

  it('lets no storm of hosts without a service go ahead of a service', async () => {
    const at = (id: string, ms: number) => [{ id: `page-${id}/0`, ...roanSms, dueAt: T0 - ms }];
    await openIncident('host1', { calls: at('host1', 90) }, null);
    await openIncident('host2', { calls: at('host2', 80) }, null);
    await openIncident('host3', { calls: at('host3', 70) }, null);
    await openIncident('shop', { calls: at('shop', 10) }, 'shop');

    const result = await claim();

    expect(callIds(result)).toEqual(['page-host1/0', 'page-shop/0', 'page-host2/0', 'page-host3/0']);
  });

  it('takes at most 500 calls; the rest waits for the next slot', async () => {
    const calls = Array.from({ length: 530 }, (_, i) => ({ id: `p1/${i}`, ...roanSms, dueAt: T0 + i - 1000 }));
    await bench.ledger.commit(buildCommit({ pages: [buildPage({ calls })] }));

    const first = await claim();
    const second = await claim(T0 + 1);
    const third = await claim(T0 + 60_000);

    expect(first).toMatchObject({ leftCount: 30, more: true });
    expect([callIds(first).length, second.kind, callIds(third).length]).toEqual([500, 'held', 30]);
  });

  it('keeps people who share an address in notifications of their own', async () => {
    await openIncident('i1');
    await openIncident('i2', { person: 'gabriel' });

    const result = await claim();

    expect(callIds(result)).toEqual(['page-i1/0']);
    expect(result).toMatchObject({ notification: { person: 'roan' }, more: true });
  });

  it('gives each call to one of many claimers', async () => {
    await openIncident('i1');

    const results = await Promise.all(Array.from({ length: 8 }, () => claim()));

    expect(results.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
  });

  it('does not let an acknowledgement take back what is claimed', async () => {
    await openIncident('i1');
    await claim();

    await bench.ledger.commit(
      buildCommit({
        expected: { incident: { id: 'i1', rev: 1 }, checks: new Map(), windowEpoch: 0 },
        head: buildHead({ state: 'acknowledged' }),
        cancel: 'acknowledged',
      }),
    );

    const page = await bench.ledger.readPage('page-i1');
    expect(page?.calls.get('page-i1/0')).toBe('claimed');
    expect(page?.calls.get('page-i1/1')).toBe('cancelled');
  });
});

describe('claim of a recovery', () => {
  async function recover(now: number, method: typeof roanSms | typeof roanEmail): Promise<ClaimResult> {
    const calls = [{ id: 'over/0', ...method, dueAt: now }];
    await bench.ledger.planPage(buildPage({ id: 'over', reason: 'recovery', calls }), now);
    return await claim(now, [], method);
  }

  it('goes by email to those who were told on any channel', async () => {
    await openIncident('i1', { id: 'p1' });
    await claim();

    expect(callIds(await recover(T0 + 86_400_000, roanEmail))).toEqual(['over/0']);
  });

  it.each([
    [60 * 60_000, ['over/0']],
    [60 * 60_000 + 1, []],
  ])('goes by SMS to those told by SMS up to %i ms ago: %j', async (later, expected) => {
    await openIncident('i1', { id: 'p1' });
    await claim();

    expect(callIds(await recover(T0 + later, roanSms))).toEqual(expected);
  });

  it('is dropped for those who were not told', async () => {
    await openIncident('i1', { id: 'p1' });

    const result = await recover(T0 + 1, roanEmail);

    expect(result).toEqual({ kind: 'nothing' });
    expect((await bench.ledger.readPage('over'))?.calls.get('over/0')).toBe('dropped');
  });

  it.each(['retrying', 'failed', 'dropped'] as const)('is dropped when the page was %s', async (to) => {
    await openIncident('i1', { id: 'p1' });
    const claimed = await claim();
    if (claimed.kind === 'claimed') await bench.ledger.updateNotification(buildUpdate(claimed.notification, { to }));

    expect(callIds(await recover(T0 + 1, roanEmail))).toEqual([]);
  });

  it('goes to those whose page went out after a retry', async () => {
    await openIncident('i1', { id: 'p1' });
    const claimed = await claim();
    if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
    await bench.ledger.updateNotification(buildUpdate(claimed.notification, { to: 'retrying' }));
    const from = { state: 'retrying' as const, attempts: 1 };
    await bench.ledger.updateNotification(buildUpdate(claimed.notification, { from, to: 'sending', attempts: 2 }));

    expect(callIds(await recover(T0 + 1, roanEmail))).toEqual(['over/0']);
  });
});
