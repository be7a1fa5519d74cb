import { describe, expect, it } from '@jest/globals';
import type { Commit } from '../../../src/ports-ledger.js';
import { buildCommit, buildHead, buildPage, buildUpdate, roanSms, T0 } from './build.js';
import { useLedger } from './use-ledger.js';

const bench = useLedger();

/** An incident of its own. */
function opened(id: string, over: Partial<Commit> = {}): Commit {
  return buildCommit({ head: buildHead({ id, key: `service:${id}`, service: id }), ...over });
}

function resolved(id: string): Commit {
  const head = buildHead({ id, key: `service:${id}`, service: id, state: 'resolved', resolvedAt: T0 });
  const expected = { ...buildCommit().expected, incident: { id, rev: 1 } };
  return buildCommit({ head, expected, alerts: [], timeline: [] });
}

/** Claimed, and on its way to the provider. */
async function sending(notificationId: string) {
  const claims = [{ method: roanSms, now: T0, limits: [], leaseMs: 20_000, notificationId }];
  const result = await bench.ledger.commit(opened('i1', { pages: [buildPage()], claims }));
  if (result.kind !== 'committed' || result.claimed[0] === undefined) throw new Error('nothing was claimed');
  return result.claimed[0].notification;
}

async function runs(): Promise<number> {
  const stats = await bench.server.redis.info('commandstats');
  return Number(/^cmdstat_evalsha:calls=(\d+)/m.exec(stats)?.[1] ?? 0);
}

const openIds = () => bench.ledger.openIncidentIds();

describe('what comes in one moment', () => {
  it('is one run: a commit, an outcome and the receipt behind it, each with its own answer', async () => {
    const notification = await sending('n1');
    const before = await runs();

    const answers = await Promise.all([
      bench.ledger.commit(opened('i2')),
      bench.ledger.updateNotification(buildUpdate(notification, { dueAt: T0 + 60_000 })),
      bench.ledger.updateNotification(buildUpdate(notification)),
      bench.ledger.noteReceipt({
        id: 'n1',
        now: T0,
        providerId: 'SM1',
        status: 'delivered',
        errorCode: null,
        timeline: [],
      }),
    ]);

    expect((await runs()) - before).toBe(1);
    expect(answers).toMatchObject([{ kind: 'committed', number: 2 }, true, false, 'noted']);
    expect(await bench.ledger.readNotification('n1')).toMatchObject({
      state: 'accepted',
      receipt: { status: 'delivered' },
    });
    expect([...(await openIds())].sort()).toEqual(['i1', 'i2']);
    expect(await bench.ledger.leaseDue(T0 + 60_001, 1000, 10)).not.toContainEqual({ kind: 'notification', id: 'n1' });
  });

  it('leaves the indexes as one after the other would: opened and resolved is not open', async () => {
    const [first, second] = await Promise.all([bench.ledger.commit(opened('i1')), bench.ledger.commit(resolved('i1'))]);

    expect([first.kind, second.kind]).toEqual(['committed', 'committed']);
    expect(await openIds()).toEqual([]);
    expect(await bench.ledger.services.openIds(['i1'])).toEqual([]);
    expect((await bench.ledger.listIncidents({ limit: 10 })).items).toMatchObject([{ id: 'i1', state: 'resolved' }]);
  });

  it('fails alone where it breaks: the others are done', async () => {
    await bench.server.redis.set('pr:timeline:i2', 'no list');

    const [first, second, third] = await Promise.allSettled([
      bench.ledger.commit(opened('i1')),
      bench.ledger.commit(opened('i2', { timeline: [{ at: T0, kind: 'opened', text: 'opened' }] })),
      bench.ledger.commit(opened('i3')),
    ]);

    expect([first.status, second.status, third.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await openIds()).toEqual(expect.arrayContaining(['i1', 'i3']));
  });
});
