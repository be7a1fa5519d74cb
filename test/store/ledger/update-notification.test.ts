import { describe, expect, it } from '@jest/globals';
import type { Notification } from '../../../src/domain/notification.js';
import type { DueRef } from '../../../src/ports-ledger.js';
import { buildCommit, buildHead, buildPage, buildUpdate, roanEmail, roanSms, T0 } from './build.js';
import { useLedger } from './use-ledger.js';

const bench = useLedger();

async function claimSms(now = T0, notificationId = 'n1'): Promise<Notification> {
  const limits = [{ count: 1, seconds: 60 }];
  const result = await bench.ledger.claim({ method: roanSms, now, limits, leaseMs: 30_000, notificationId });
  if (result.kind !== 'claimed') throw new Error(`claim answered ${result.kind}`);
  return result.notification;
}

async function sendFirst(): Promise<Notification> {
  await bench.ledger.commit(buildCommit({ pages: [buildPage()], dueAt: T0 + 900_000 }));
  return await claimSms();
}

async function callState(callId: string, pageId = 'p1'): Promise<string | undefined> {
  return (await bench.ledger.readPage(pageId))?.calls.get(callId);
}

async function dueAfter(ms: number): Promise<readonly DueRef[]> {
  return await bench.ledger.leaseDue(T0 + ms, 1000, 100);
}

describe('updateNotification', () => {
  it('records what the provider said, and the calls follow', async () => {
    const notification = await sendFirst();

    const done = await bench.ledger.updateNotification(buildUpdate(notification, { now: T0 + 5, subject: 'Parsoid' }));

    expect(done).toBe(true);
    expect(await bench.ledger.readNotification('n1')).toEqual({
      ...notification,
      state: 'accepted',
      providerId: 'SM1',
      subject: 'Parsoid',
      text: 'CRITICAL Parsoid',
      updatedAt: T0 + 5,
    });
    expect(await callState('p1/0')).toBe('sent');
    expect(await dueAfter(60_000)).toEqual([]);
  });

  it.each([
    ['state', { state: 'retrying' as const, attempts: 1 }],
    ['attempts', { state: 'sending' as const, attempts: 2 }],
  ])('refuses and writes nothing when the %s is another', async (_, from) => {
    const notification = await sendFirst();

    const done = await bench.ledger.updateNotification(buildUpdate(notification, { from, to: 'failed' }));

    expect(done).toBe(false);
    expect(await bench.ledger.readNotification('n1')).toEqual(notification);
  });

  it('refuses what is not known', async () => {
    const notification = await sendFirst();

    expect(await bench.ledger.updateNotification(buildUpdate(notification, { id: 'other' }))).toBe(false);
  });

  it('has one winner', async () => {
    const notification = await sendFirst();

    const results = await Promise.all([
      bench.ledger.updateNotification(buildUpdate(notification)),
      bench.ledger.updateNotification(buildUpdate(notification, { to: 'failed' })),
    ]);

    expect(results).toEqual([true, false]);
  });

  it('is due again when a retry is planned', async () => {
    const notification = await sendFirst();

    await bench.ledger.updateNotification(
      buildUpdate(notification, { to: 'retrying', error: '429', dueAt: T0 + 2000 }),
    );

    expect(await dueAfter(1999)).toEqual([]);
    expect(await dueAfter(2000)).toEqual([{ kind: 'notification', id: 'n1' }]);
    expect(await callState('p1/0')).toBe('claimed');
  });

  it('calls the fallback of a page at once', async () => {
    const notification = await sendFirst();

    await bench.ledger.updateNotification(buildUpdate(notification, { to: 'failed', callNow: ['p1/1'] }));

    expect(await callState('p1/0')).toBe('failed');
    expect(await callState('p1/1')).toBe('pending');
    expect(await dueAfter(0)).toEqual([{ kind: 'method', key: 'email:roan@example.org' }]);
  });

  it('brings a pending call forward, and leaves one that was taken back', async () => {
    const calls = [
      { id: 'p1/0', ...roanSms, dueAt: T0 },
      { id: 'p1/1', ...roanEmail, dueAt: T0 + 300_000 },
    ];
    await bench.ledger.commit(buildCommit({ pages: [buildPage({ calls })] }));
    const notification = await claimSms();
    await bench.ledger.updateNotification(buildUpdate(notification, { to: 'retrying', callNow: ['p1/1'] }));
    const brought = await dueAfter(0);
    const expected = { incident: { id: 'i1', rev: 1 }, checks: new Map(), windowEpoch: 0 };
    await bench.ledger.commit(
      buildCommit({ expected, head: buildHead({ state: 'acknowledged' }), cancel: 'acknowledged' }),
    );

    const from = { state: 'retrying' as const, attempts: 1 };
    await bench.ledger.updateNotification(buildUpdate(notification, { from, to: 'failed', callNow: ['p1/1'] }));

    expect(brought).toEqual([{ kind: 'method', key: 'email:roan@example.org' }]);
    expect(await callState('p1/1')).toBe('cancelled');
    expect(await dueAfter(600_000)).toEqual([]);
  });

  it('takes dropped calls out of the notification', async () => {
    const second = buildHead({ id: 'i2', key: 'service:i2', service: 'i2' });
    await bench.ledger.commit(buildCommit({ pages: [buildPage()] }));
    await bench.ledger.commit(buildCommit({ head: second, pages: [buildPage({ id: 'p2', incidentId: 'i2' })] }));
    const notification = await claimSms();

    await bench.ledger.updateNotification(buildUpdate(notification, { drop: new Map([['p1/0', 'acknowledged']]) }));

    const kept = await bench.ledger.readNotification('n1');
    expect(kept?.calls.map(({ callId }) => callId)).toEqual(['p2/0']);
    expect(await callState('p1/0')).toBe('dropped');
    expect(await callState('p2/0', 'p2')).toBe('sent');
  });

  it('gives the slot of the limits back when all was dropped', async () => {
    const notification = await sendFirst();
    await bench.ledger.updateNotification(
      buildUpdate(notification, { to: 'dropped', drop: new Map([['p1/0', 'acknowledged']]) }),
    );
    await bench.ledger.planPage(buildPage({ id: 'p2', incidentId: null, reason: 'test' }), T0);

    const next = await claimSms(T0 + 1, 'n2');

    expect((await bench.ledger.readNotification('n1'))?.calls).toEqual([]);
    expect(next.calls.map(({ callId }) => callId)).toEqual(['p2/0']);
  });

  it('frees what a hold kept waiting when all was dropped', async () => {
    const notification = await sendFirst();
    await bench.ledger.planPage(buildPage({ id: 'p2', incidentId: null, reason: 'test' }), T0);
    const limits = [{ count: 1, seconds: 60 }];
    await bench.ledger.claim({ method: roanSms, now: T0 + 1, limits, leaseMs: 1000, notificationId: 'n2' });

    await bench.ledger.updateNotification(buildUpdate(notification, { now: T0 + 2, to: 'dropped' }));

    expect(await dueAfter(2)).toEqual([{ kind: 'method', key: 'sms:+12025550143' }]);
  });

  it('writes timelines, wakes incidents and keeps dead letters', async () => {
    const notification = await sendFirst();
    const entry = { at: T0, kind: 'not-delivered' as const, text: 'SMS to roan failed', person: 'roan' };

    await bench.ledger.updateNotification(
      buildUpdate(notification, {
        to: 'failed',
        timeline: [{ incidentId: 'i1', entry }],
        wakeIncidents: ['i1'],
        deadLetter: 'no method left',
      }),
    );

    expect(await bench.ledger.readTimeline('i1')).toEqual([entry]);
    expect(await dueAfter(0)).toEqual([{ kind: 'incident', id: 'i1' }]);
    expect(await bench.ledger.listDeadLetters(10)).toEqual([
      {
        id: 'n1/1',
        channel: 'sms',
        at: T0,
        person: 'roan',
        incidentId: 'i1',
        notificationId: 'n1',
        reason: 'no method left',
        end: null,
      },
    ]);
  });
});
