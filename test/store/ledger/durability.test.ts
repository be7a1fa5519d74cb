import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Ledger } from '../../../src/ports-ledger.js';
import { createLedger } from '../../../src/store/ledger/create-ledger.js';
import { openRedis } from '../../../src/store/open-redis.js';
import { startTestRedis, type TestRedis } from '../../harness/redis.js';
import { buildAlert, buildCommit, buildHead, buildPage, T0 } from './build.js';

let server: TestRedis;

beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(async () => {
  await server.stop();
});

/** Commits one incident after the other until Redis is gone; returns the ids that were answered. */
async function commitUntilAway(ledger: Ledger, lane: number): Promise<string[]> {
  const committed: string[] = [];
  for (let n = 0; n < 5000; n += 1) {
    const id = `${lane}-${n}`;
    const alert = buildAlert({ id: `a${id}`, eventKey: id });
    const result = await ledger
      .commit(
        buildCommit({
          head: buildHead({ id, key: `host:${id}` }),
          alerts: [{ alert, outcome: 'paged', because: '' }],
          pages: [buildPage({ id: `p${id}`, incidentId: id })],
          dueAt: T0,
        }),
      )
      .catch(() => null);
    if (result === null) return committed;
    if (result.kind === 'committed') committed.push(id);
  }
  return committed;
}

describe('the ledger', () => {
  it('has every commit that it answered after Redis was killed', async () => {
    const redis = openRedis({ path: server.socketPath }, 'ledger');
    const ledger = createLedger({ redis, prefix: 'pr' });
    await new Promise((resolve) => redis.once('ready', resolve));
    const lanes = Array.from({ length: 20 }, (_, lane) => commitUntilAway(ledger, lane));
    await new Promise((resolve) => setTimeout(resolve, 300));

    await server.kill();
    const committed = (await Promise.all(lanes)).flat();
    await server.start();
    redis.disconnect();

    const after = createLedger({ redis: server.redis, prefix: 'pr' });
    const lost: string[] = [];
    for (const id of committed) {
      const [incident, alert, page] = await Promise.all([
        after.readIncident(id),
        after.readAlert(`a${id}`),
        after.readPage(`p${id}`),
      ]);
      if (incident === null || alert === null || page === null) lost.push(id);
    }
    expect(committed.length).toBeGreaterThan(0);
    expect(lost).toEqual([]);
  });
});
