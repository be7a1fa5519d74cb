import { describe, expect, it } from '@jest/globals';
import type { Limits } from '../../../src/domain/rules.js';
import type { Claimed, ClaimRequest } from '../../../src/ports-delivery.js';
import type { Commit, CommitResult } from '../../../src/ports-ledger.js';
import { buildCommit, buildHead, buildPage, buildUpdate, roanEmail, roanSms, T0 } from './build.js';
import { useLedger } from './use-ledger.js';

const bench = useLedger();
const perMinute: Limits = [{ count: 1, seconds: 60 }];

function offer(over: Partial<ClaimRequest> = {}): ClaimRequest {
  return { method: roanSms, now: T0, limits: [], leaseMs: 20_000, notificationId: 'n1', ...over };
}

/** A new incident of its own that pages roan, with these claims asked for. */
function commitOf(id: string, claims: readonly ClaimRequest[], over: Partial<Commit> = {}): Commit {
  const pages = [buildPage({ id: `page-${id}`, incidentId: id })];
  return buildCommit({ head: buildHead({ id, key: `service:${id}`, service: id }), pages, claims, ...over });
}

function claimedBy(result: CommitResult): readonly Claimed[] {
  return result.kind === 'committed' ? result.claimed : [];
}

async function pageStates(id: string): Promise<Record<string, string>> {
  const record = await bench.ledger.readPage(`page-${id}`);
  return Object.fromEntries(record?.calls ?? []);
}

describe('a commit that asks for claims', () => {
  it('claims its own first call: the notification stands as sending, leased, and nothing more is due', async () => {
    const result = await bench.ledger.commit(commitOf('i1', [offer()]));

    expect(result).toMatchObject({ kind: 'committed', dueMethods: [] });
    expect(claimedBy(result)).toMatchObject([
      {
        notification: { id: 'n1', person: 'roan', state: 'sending', attempts: 1, createdAt: T0, ...roanSms },
        calls: [{ callId: 'page-i1/0', page: { id: 'page-i1' }, incident: { id: 'i1', rev: 1, number: 1 } }],
        heldCount: 0,
        more: false,
      },
    ]);
    expect(await bench.ledger.readNotification('n1')).toMatchObject({
      state: 'sending',
      calls: [{ callId: 'page-i1/0' }],
    });
    expect(await pageStates('i1')).toEqual({ 'page-i1/0': 'claimed', 'page-i1/1': 'fallback' });
    expect(await bench.ledger.leaseDue(T0 + 19_999, 1000, 10)).toEqual([]);
    expect(await bench.ledger.leaseDue(T0 + 20_001, 1000, 10)).toEqual([{ kind: 'notification', id: 'n1' }]);
    expect(await bench.ledger.claim(offer({ notificationId: 'n2' }))).toEqual({ kind: 'nothing' });
  });

  it('leaves a call to others that nobody asked for', async () => {
    const result = await bench.ledger.commit(commitOf('i1', [offer({ method: roanEmail })]));

    expect(result).toMatchObject({ kind: 'committed', dueMethods: ['sms:+12025550143'], claimed: [] });
    expect(await bench.ledger.claim(offer())).toMatchObject({ kind: 'claimed', notification: { id: 'n1' } });
  });

  it('takes older calls of the same method first, one page each without limits, and says that there is more', async () => {
    await bench.ledger.commit(commitOf('i1', [], { now: T0 - 1000 }));

    const result = await bench.ledger.commit(commitOf('i2', [offer()]));

    expect(claimedBy(result)).toMatchObject([
      { calls: [{ callId: 'page-i1/0', incident: { id: 'i1', number: 1 } }], more: true },
    ]);
    expect(await pageStates('i2')).toEqual({ 'page-i2/0': 'pending', 'page-i2/1': 'fallback' });
    expect(await bench.ledger.claim(offer({ notificationId: 'n2' }))).toMatchObject({
      calls: [{ callId: 'page-i2/0' }],
    });
  });

  it('holds what the limits hold, and counts it when its time has come', async () => {
    await bench.ledger.commit(commitOf('i1', [offer({ limits: perMinute })]));

    const result = await bench.ledger.commit(commitOf('i2', [offer({ limits: perMinute, notificationId: 'n2' })]));

    expect(result).toMatchObject({ kind: 'committed', claimed: [], dueMethods: [] });
    expect(await pageStates('i2')).toEqual({ 'page-i2/0': 'pending', 'page-i2/1': 'fallback' });
    expect(await bench.ledger.leaseDue(T0 + 60_000, 1000, 10)).toContainEqual({
      kind: 'method',
      key: 'sms:+12025550143',
    });
    const later = offer({ now: T0 + 60_000, limits: perMinute, notificationId: 'n3' });
    expect(await bench.ledger.claim(later)).toMatchObject({ calls: [{ callId: 'page-i2/0' }], heldCount: 1 });
  });

  it('takes a held call back like any other', async () => {
    await bench.ledger.commit(commitOf('i1', [offer({ limits: perMinute })]));
    await bench.ledger.commit(commitOf('i2', [offer({ limits: perMinute, notificationId: 'n2' })]));
    const head = buildHead({ id: 'i2', key: 'service:i2', service: 'i2', state: 'acknowledged' });

    await bench.ledger.commit(
      buildCommit({
        head,
        expected: { incident: { id: 'i2', rev: 1 }, checks: new Map(), windowEpoch: 0 },
        cancel: 'acknowledged',
      }),
    );

    expect(await pageStates('i2')).toEqual({ 'page-i2/0': 'cancelled', 'page-i2/1': 'cancelled' });
    expect(await bench.ledger.claim(offer({ now: T0 + 60_000, notificationId: 'n3' }))).toEqual({ kind: 'nothing' });
  });

  it('claims nothing for a commit that is refused', async () => {
    const stale = { incident: { id: 'i1', rev: 7 }, checks: new Map(), windowEpoch: 0 };

    const result = await bench.ledger.commit(commitOf('i1', [offer()], { expected: stale }));

    expect(result).toEqual({ kind: 'stale' });
    expect(await bench.ledger.readNotification('n1')).toBeNull();
  });

  it('hands a claim out again by its id while it is not sent, and never afterwards', async () => {
    const [claimed] = claimedBy(await bench.ledger.commit(commitOf('i1', [offer()])));

    const again = await bench.ledger.claim(offer({ now: T0 + 500 }));
    if (claimed !== undefined) await bench.ledger.updateNotification(buildUpdate(claimed.notification));
    const sent = await bench.ledger.claim(offer({ now: T0 + 600 }));

    expect(again).toMatchObject({ kind: 'claimed', notification: claimed?.notification, calls: claimed?.calls });
    expect(sent).toEqual({ kind: 'nothing' });
  });
});

describe('commits that come together', () => {
  it('are each a step of their own, in one run of the script', async () => {
    const commits = Array.from({ length: 40 }, (_, n) =>
      commitOf(`i${n}`, [offer({ notificationId: `n${n}` })], n === 7 ? { expected: otherEpoch } : {}),
    );
    const runsBefore = await scriptRuns();

    const results = await Promise.all(commits.map((commit) => bench.ledger.commit(commit)));

    expect(results.filter(({ kind }) => kind === 'stale')).toHaveLength(1);
    expect(results[7]).toEqual({ kind: 'stale' });
    const numbers = results.flatMap((result) => (result.kind === 'committed' ? [result.number] : []));
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 39 }, (_, n) => n + 1));
    expect(results.flatMap(claimedBy)).toHaveLength(39);
    expect((await scriptRuns()) - runsBefore).toBeLessThanOrEqual(2);
  });

  it('sees what the one before it has written', async () => {
    const first = commitOf('i1', [offer()]);

    const [one, two] = await Promise.all([bench.ledger.commit(first), bench.ledger.commit(commitOf('i1', [offer()]))]);

    expect(one).toMatchObject({ kind: 'committed' });
    expect(two).toEqual({ kind: 'stale' });
  });
});

const otherEpoch = { incident: null, checks: new Map(), windowEpoch: 9 };

async function scriptRuns(): Promise<number> {
  const stats = await bench.server.redis.info('commandstats');
  return [...stats.matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g)].reduce((sum, [, calls]) => sum + Number(calls), 0);
}
