import { describe, expect, it } from '@jest/globals';
import { buildAlert, buildCommit, T0 } from './build.js';
import { useLedger } from './use-ledger.js';

const bench = useLedger();
const accounted = (over = {}) => ({ alert: buildAlert(over), outcome: 'paged' as const, because: '' });

describe('repeats of an alert', () => {
  const repeat = { id: 'earlier', receivedAt: T0 - 1000 };

  it('have a row each, in the words and with the end of the alert that they go along with', async () => {
    await bench.ledger.commit(buildCommit({ alerts: [{ ...accounted({ id: 'newest' }), repeats: [repeat] }] }));

    const [row, newest] = await Promise.all(['earlier', 'newest'].map((id) => bench.ledger.readAlert(id)));

    expect(row).toEqual({ ...newest, alert: { ...newest?.alert, ...repeat } });
    expect((await bench.ledger.listAlerts('i1')).map(({ alert }) => alert.id)).toEqual(['earlier', 'newest']);
    expect(await bench.ledger.unknownAlerts(['earlier', 'newest', 'other'])).toEqual(['other']);
  });

  it('keep the row that they have already', async () => {
    await bench.ledger.commit(buildCommit({ alerts: [accounted({ id: 'earlier', eventKey: 'own' })] }));
    await bench.ledger.commit(
      buildCommit({
        expected: { incident: { id: 'i1', rev: 1 }, checks: new Map(), windowEpoch: 0 },
        alerts: [{ ...accounted({ id: 'newest' }), repeats: [repeat] }],
      }),
    );

    expect((await bench.ledger.readAlert('earlier'))?.alert.eventKey).toBe('own');
    expect((await bench.ledger.listAlerts('i1')).map(({ alert }) => alert.id)).toEqual(['earlier', 'newest']);
  });

  it('are gone with the alert that tells of them', async () => {
    await bench.ledger.commit(buildCommit({ alerts: [{ ...accounted({ id: 'newest' }), repeats: [repeat] }] }));
    await bench.server.redis.del('pr:alert:newest');

    expect(await bench.ledger.readAlert('earlier')).toBeNull();
  });
});
