import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Notification } from '../../../src/domain/notification.js';
import { isNews, type Receipt, ReceiptStatus } from '../../../src/domain/receipt.js';
import type { ReceiptNote } from '../../../src/ports-delivery.js';
import type { DueRef } from '../../../src/ports-ledger.js';
import { buildCommit, buildPage, buildUpdate, roanSms, T0 } from './build.js';
import { useLedger } from './use-ledger.js';

const ITS_TURN: readonly DueRef[] = [{ kind: 'notification', id: 'n1' }];
const leaseMs = 30_000;

const bench = useLedger();

/** Claimed and on its way to the provider. */
async function sending(): Promise<Notification> {
  await bench.ledger.commit(buildCommit({ pages: [buildPage()], dueAt: T0 + 900_000 }));
  const claimed = await bench.ledger.claim({ method: roanSms, now: T0, limits: [], leaseMs, notificationId: 'n1' });
  if (claimed.kind !== 'claimed') throw new Error(`claim answered ${claimed.kind}`);
  return claimed.notification;
}

/** Taken by the provider, which owes a receipt. */
async function accepted(): Promise<Notification> {
  await bench.ledger.updateNotification(buildUpdate(await sending(), { dueAt: T0 + 60_000 }));
  return stored();
}

async function stored(): Promise<Notification> {
  const notification = await bench.ledger.readNotification('n1');
  if (notification === null) throw new Error('the notification is gone');
  return notification;
}

function note(status: ReceiptStatus, over: Partial<ReceiptNote> = {}) {
  return bench.ledger.noteReceipt({
    id: 'n1',
    now: T0 + 5,
    providerId: 'SM1',
    status,
    errorCode: null,
    timeline: [{ incidentId: 'i1', entry: { at: T0 + 5, kind: 'notified', text: status } }],
    ...over,
  });
}

async function lines(): Promise<readonly string[]> {
  return (await bench.ledger.readTimeline('i1')).map(({ text }) => text);
}

async function dueAfter(ms: number): Promise<readonly DueRef[]> {
  return await bench.ledger.leaseDue(T0 + ms, 1000, 100);
}

describe('noteReceipt', () => {
  it('notes how far a message has come, since when, and in the timeline', async () => {
    await accepted();

    expect(await note('sent')).toBe('noted');
    expect((await stored()).receipt).toEqual({ status: 'sent', at: T0 + 5, errorCode: null });
    expect((await stored()).updatedAt).toBe(T0 + 5);
    expect(await lines()).toEqual(['sent']);
  });

  it('only ever moves forward, whatever comes in whatever order, and says so once', async () => {
    const words = fc.array(fc.constantFrom(...ReceiptStatus.options), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(words, async (statuses) => {
        await bench.server.redis.flushall();
        await accepted();
        let known: Receipt | null = null;
        for (const status of statuses) {
          const news = isNews(known, status);
          expect((await note(status)) !== 'kept').toBe(news);
          known = news ? { status, at: T0 + 5, errorCode: null } : known;
          expect((await stored()).receipt).toEqual(known);
        }
        expect(new Set(await lines()).size).toBe((await lines()).length);
      }),
      { numRuns: 30 },
    );
  });

  it('is one of many told at the same moment', async () => {
    await accepted();

    const answers = await Promise.all(
      ['delivered', 'sent', 'failed', 'delivered'].map((one) => note(ReceiptStatus.parse(one))),
    );

    expect(answers).toEqual(['noted', 'kept', 'kept', 'kept']);
    expect((await stored()).receipt?.status).toBe('delivered');
  });

  it('does not know what is not there', async () => {
    expect(await note('sent', { id: 'other' })).toBe('missing');
    expect(await bench.server.redis.exists('pr:notification:other')).toBe(0);
  });

  it('ends the waiting when the message is delivered', async () => {
    await accepted();

    await note('sent');
    await note('delivered');

    expect(await dueAfter(120_000)).toEqual([]);
  });

  it.each(['undelivered', 'failed'] as const)('wants to be looked at now when the message is %s', async (status) => {
    await accepted();

    expect(await note(status, { errorCode: '30003' })).toBe('look');
    expect((await stored()).receipt).toEqual({ status, at: T0 + 5, errorCode: '30003' });
    expect((await stored()).state).toBe('accepted');
    expect(await dueAfter(5)).toEqual(ITS_TURN);
  });

  it('lets a text that a second one has replaced tell of its arrival only', async () => {
    await accepted();

    expect(await note('failed', { providerId: 'SM0' })).toBe('kept');
    expect(await note('sent', { providerId: 'SM0' })).toBe('kept');
    expect(await note('delivered', { providerId: 'SM0' })).toBe('noted');
    expect(await stored()).toMatchObject({ providerId: 'SM1', receipt: { status: 'delivered' } });
  });
});

describe('a receipt before our own record', () => {
  it('proves that the provider has the message, and leaves the rest to its sender', async () => {
    await sending();

    expect(await note('sent')).toBe('noted');
    expect(await stored()).toMatchObject({ state: 'sending', providerId: 'SM1', receipt: { status: 'sent' } });
    expect(await dueAfter(leaseMs - 1)).toEqual([]);
    expect(await dueAfter(leaseMs + 1)).toEqual(ITS_TURN);
  });

  it('is not taken back by our record', async () => {
    const notification = await sending();
    await note('delivered');

    const done = await bench.ledger.updateNotification(buildUpdate(notification, { now: T0 + 9, dueAt: T0 + 60_009 }));

    expect(done).toBe(true);
    expect(await stored()).toMatchObject({
      state: 'accepted',
      providerId: 'SM1',
      text: 'CRITICAL Parsoid',
      receipt: { status: 'delivered', at: T0 + 5 },
    });
    expect(await dueAfter(120_000)).toEqual([]);
  });

  it('makes our record look at once at a failure that came first', async () => {
    const notification = await sending();
    expect(await note('failed', { errorCode: '30003' })).toBe('noted');

    await bench.ledger.updateNotification(buildUpdate(notification, { now: T0 + 9, dueAt: T0 + 60_009 }));

    expect((await stored()).state).toBe('accepted');
    expect(await dueAfter(9)).toEqual(ITS_TURN);
  });

  it.each(['unknown', 'retrying', 'failed', 'sending'] as const)(
    'refuses the outcome %s, which it disproves, and has the message looked at now',
    async (to) => {
      const notification = await sending();
      await note('queued');

      const done = await bench.ledger.updateNotification(
        buildUpdate(notification, { now: T0 + 9, to, providerId: null, error: 'TIMEOUT', dueAt: T0 + 10_000 }),
      );

      expect(done).toBe(false);
      expect(await stored()).toMatchObject({ state: 'sending', providerId: 'SM1', error: null });
      expect(await dueAfter(9)).toEqual(ITS_TURN);
    },
  );

  it.each(['unknown', 'retrying'] as const)(
    'has a message that stands as %s looked at now, not sent again',
    async (to) => {
      const before = await sending();
      await bench.ledger.updateNotification(buildUpdate(before, { to, providerId: null, dueAt: T0 + 10_000 }));

      expect(await note('sent')).toBe('look');

      const again = buildUpdate({ ...before, state: to }, { to: 'sending', attempts: 2, providerId: null });
      expect(await bench.ledger.updateNotification(again)).toBe(false);
      expect(await dueAfter(5)).toEqual(ITS_TURN);
    },
  );

  it('is forgotten when it was of another text than the one that was accepted, unless that arrived', async () => {
    const notification = await sending();
    await note('failed', { providerId: 'SM0' });

    await bench.ledger.updateNotification(buildUpdate(notification, { dueAt: T0 + 60_000 }));

    expect(await stored()).toMatchObject({ state: 'accepted', providerId: 'SM1', receipt: null });
    expect(await dueAfter(59_999)).toEqual([]);
    expect(await dueAfter(60_000)).toEqual(ITS_TURN);
  });
});

describe('the time for a receipt', () => {
  it('is kept with the message, and falls due when it is over', async () => {
    expect(await accepted()).toMatchObject({ state: 'accepted', receiptDueAt: T0 + 60_000, unconfirmedAt: null });

    expect(await dueAfter(59_999)).toEqual([]);
    expect(await dueAfter(60_000)).toEqual(ITS_TURN);
  });

  it('is given up once', async () => {
    const notification = await accepted();
    const stopWaiting = buildUpdate(notification, { now: T0 + 60_000, unconfirmed: true, callNow: ['p1/1'] });

    expect(await Promise.all([stopWaiting, stopWaiting].map(bench.ledger.updateNotification))).toEqual([true, false]);
    expect(await stored()).toMatchObject({ state: 'accepted', unconfirmedAt: T0 + 60_000, receiptDueAt: T0 + 60_000 });
    expect((await bench.ledger.readPage('p1'))?.calls).toEqual(
      new Map([
        ['p1/0', 'sent'],
        ['p1/1', 'pending'],
      ]),
    );
  });

  it('is not given up when the receipt has come meanwhile', async () => {
    const notification = await accepted();
    await note('delivered');

    expect(await bench.ledger.updateNotification(buildUpdate(notification, { unconfirmed: true }))).toBe(false);
    expect((await stored()).unconfirmedAt).toBeNull();
  });

  it('does not keep a late receipt out', async () => {
    await bench.ledger.updateNotification(buildUpdate(await accepted(), { unconfirmed: true }));

    expect(await note('delivered', { now: T0 + 90_000 })).toBe('noted');
    expect((await stored()).receipt).toEqual({ status: 'delivered', at: T0 + 90_000, errorCode: null });
  });
});
