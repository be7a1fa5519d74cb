import { describe, expect, it } from '@jest/globals';
import type { AccessRequest } from '../../../src/domain/access-request.js';
import type { Claimed, ClaimResult } from '../../../src/ports-delivery.js';
import { createAccessRequestStore } from '../../../src/store/access/access-request-store.js';
import { buildCommit, buildHead, buildPage, buildWindow, roanSms, T0 } from './build.js';
import { useLedger } from './use-ledger.js';

const DAY = 24 * 3_600_000;
const phone = roanSms.to;
const bench = useLedger();

let claims = 0;
async function claim(now: number, limits: readonly { count: number; seconds: number }[] = []): Promise<ClaimResult> {
  claims += 1;
  return bench.ledger.claim({
    method: roanSms,
    now,
    limits,
    leaseMs: 1000,
    notificationId: `n${claims}`,
    withCode: true,
  });
}

/** A page of an incident to roan's phone; what it is claimed as. */
async function page(id: string, now = T0, rev = 0): Promise<Claimed> {
  await plan(id, now, rev);
  const claimed = await claim(now);
  if (claimed.kind !== 'claimed') throw new Error(`the page of ${id} was not claimed: ${claimed.kind}`);
  return claimed;
}

async function plan(id: string, now = T0, rev = 0, over: Parameters<typeof buildPage>[0] = {}): Promise<void> {
  const pages = [buildPage({ id: `page-${id}-${rev}`, incidentId: id, ...over })];
  const incident = rev === 0 ? null : { id, rev };
  const expected = { incident, checks: new Map(), windowEpoch: await bench.ledger.windows.epoch() };
  const head = buildHead({ id, key: `service:${id}`, service: id });
  expect(await bench.ledger.commit(buildCommit({ now, head, pages, expected }))).toMatchObject({ kind: 'committed' });
}

async function resolve(id: string, now: number, rev = 1): Promise<void> {
  const expected = { incident: { id, rev }, checks: new Map(), windowEpoch: await bench.ledger.windows.epoch() };
  const head = buildHead({ id, key: `service:${id}`, service: id, state: 'resolved', resolvedAt: now });
  expect(await bench.ledger.commit(buildCommit({ now, head, expected }))).toMatchObject({ kind: 'committed' });
}

describe('codes of a phone', () => {
  it('are small, one for each incident, and the same for each page of it', async () => {
    const first = await page('i1');
    const second = await page('i2');
    const again = await page('i1', T0 + 1000, 1);

    expect([first, second, again].map(({ notification }) => notification.code)).toEqual([1, 2, 1]);
    expect(await bench.ledger.texts.meaningOf(phone, 1)).toEqual({ kind: 'incident', id: 'i1' });
    expect(await bench.ledger.texts.codeOf(phone, 'i2')).toBe(2);
    expect(await bench.ledger.texts.meaningOf(phone, 3)).toBeNull();
    expect(await bench.ledger.readNotification(first.notification.id)).toMatchObject({ code: 1 });
  });

  it('are held while the incident is open, and for a day after it was seen to be over', async () => {
    await page('i1');
    await resolve('i1', T0 + 1000);

    const soon = await page('i2', T0 + 2000);
    await resolve('i2', T0 + 3000);
    const later = await page('i3', T0 + 2000 + DAY);
    const late = await page('i4', T0 + 3000 + DAY);

    expect(soon.notification.code).toBe(2);
    expect(later.notification.code).toBe(3);
    expect(late.notification.code).toBe(1);
    expect(await bench.ledger.texts.meaningOf(phone, 1)).toEqual({ kind: 'incident', id: 'i4' });
    expect(await bench.ledger.texts.codeOf(phone, 'i1')).toBeNull();
  });

  it('are given to 99 incidents at once; the hundredth has none until one is free', async () => {
    for (let n = 1; n <= 99; n += 1) await page(`i${n}`);

    const hundredth = await page('i100', T0 + 1000);
    await resolve('i50', T0 + 2000);
    await page('i101', T0 + 70_000);
    const freed = await page('i102', T0 + 71_000 + DAY);

    expect(hundredth.notification.code).toBeNull();
    expect(freed.notification.code).toBe(50);
  });

  it('are from 100 on for a bundle, which stands for all of it', async () => {
    await plan('i1');
    await plan('i2');
    const bundle = await claim(T0, [{ count: 5, seconds: 60 }]);
    await plan('i3');
    await plan('i4');
    const next = await claim(T0 + 1, [{ count: 5, seconds: 60 }]);

    expect([bundle, next]).toMatchObject([{ notification: { code: 100 } }, { notification: { code: 101 } }]);
    expect(await bench.ledger.texts.meaningOf(phone, 100)).toEqual({
      kind: 'bundle',
      notificationId: bundle.kind === 'claimed' && bundle.notification.id,
    });
  });

  it('are given by the commit that claims its first pages itself', async () => {
    const pages = [buildPage({ id: 'p1', incidentId: 'i1' })];
    const offer = { method: roanSms, now: T0, limits: [], leaseMs: 1000, notificationId: 'first', withCode: true };

    const result = await bench.ledger.commit(
      buildCommit({ head: buildHead({ id: 'i1', key: 'service:i1' }), pages, claims: [offer] }),
    );

    expect(result).toMatchObject({ claimed: [{ notification: { id: 'first', code: 1 } }] });
  });

  it('are told again to who claims again', async () => {
    await plan('i1');
    const request = { method: roanSms, now: T0, limits: [], leaseMs: 1000, notificationId: 'same', withCode: true };

    const first = await bench.ledger.claim(request);

    expect(first).toMatchObject({ notification: { code: 1 } });
    expect(await bench.ledger.claim(request)).toEqual(first);
  });

  it('are none for what nobody answers, and where nobody can', async () => {
    await plan('i1', T0, 0, { reason: 'recovery' });
    await plan('i2');

    const unasked = await bench.ledger.claim({
      method: roanSms,
      now: T0,
      limits: [],
      leaseMs: 1000,
      notificationId: 'x',
    });

    expect(unasked).toMatchObject({ kind: 'claimed', notification: { code: null } });
    expect(await bench.ledger.texts.latestPages(phone)).toEqual([]);
  });

  it('stand for a window too, the same on all phones that its warning goes to, and are held for a day after its end', async () => {
    const { texts, windows } = bench.ledger;
    const other = '+12025550155';
    const window = buildWindow({ id: 'w1', endsAt: T0 + 60_000 });
    await windows.write(window, T0);
    await page('i1');

    expect(await texts.giveCode([phone, other], { kind: 'window', id: 'w1' }, T0)).toBe(2);
    expect(await texts.giveCode([phone, other], { kind: 'window', id: 'w1' }, T0 + 1)).toBe(2);
    expect((await page('i2', T0 + 2)).notification.code).toBe(3);

    expect(await texts.meaningOf(phone, 2)).toEqual({ kind: 'window', id: 'w1' });
    expect(await texts.meaningOf(other, 2)).toEqual({ kind: 'window', id: 'w1' });
    expect(await texts.giveCode([other], { kind: 'window', id: 'w2' }, T0 + 70_000)).toBe(1);
    expect((await page('i4', T0 + 80_000)).notification.code).toBe(4);
    expect((await page('i5', T0 + 81_000 + DAY)).notification.code).toBe(2);
    expect(await texts.giveCode([phone, other], { kind: 'window', id: 'w1' }, T0 + 82_000 + DAY)).toBe(5);
  });

  it('stand for a request for a window too, until it is decided and for a day after', async () => {
    const { texts } = bench.ledger;
    const store = createAccessRequestStore({ redis: bench.server.redis, prefix: 'pr' });
    const request: AccessRequest = {
      ...{ v: 1, id: '00112233aabbccdd', rev: 0, state: 'open', person: 'roan', services: ['mysql'], match: [] },
      ...{ startsAt: T0, endsAt: T0 + 9 * DAY, reason: 'index', effect: 'suppress', createdAt: T0, asked: ['daniel'] },
      ...{ decidedBy: null, decidedAt: null, windowId: null },
    };
    await store.write(request);

    expect(await texts.giveCode([phone], { kind: 'request', id: request.id }, T0)).toBe(1);
    expect(await texts.meaningOf(phone, 1)).toEqual({ kind: 'request', id: request.id });
    expect((await page('i1', T0 + DAY)).notification.code).toBe(2);
    await store.write({ ...request, rev: 1, state: 'denied' });
    expect((await page('i2', T0 + DAY + 1)).notification.code).toBe(3);
    expect((await page('i3', T0 + 2 * DAY + 2)).notification.code).toBe(1);
  });

  it('are none for a window where every code of a phone is taken', async () => {
    for (let n = 1; n <= 99; n += 1) await page(`i${n}`);

    expect(await bench.ledger.texts.giveCode([phone, '+12025550155'], { kind: 'window', id: 'w1' }, T0)).toBeNull();
    expect(await bench.ledger.texts.meaningOf('+12025550155', 1)).toBeNull();
  });

  it('the latest pages are known, newest first', async () => {
    const first = await page('i1');
    const second = await page('i2');

    expect(await bench.ledger.texts.latestPages(phone)).toEqual([second.notification.id, first.notification.id]);
  });
});
