import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../src/domain/alert.js';
import { until } from '../harness/until.js';
import { buildAlert, evening, second } from '../pipeline/decide/evening.js';
import { useGatedLedger } from './gated-ledger.js';

const at = useGatedLedger();

const gate = async () => at.gate({ busyFrom: Number.POSITIVE_INFINITY });

/** All of one incident: those of one commit fail together. */
const parsoid = (n: number, over: Partial<Alert> = {}) => buildAlert({ host: `wtp${n}`, check: 'http', ...over });
const elsewhere = (n: number) => buildAlert({ host: `web${n}`, check: 'http' });

/** Until it is mended the ledger's script fails at each commit with this alert. */
const spoil = ({ eventKey }: Alert) => at.bench.redis.set(`pr:event:${eventKey}`, 'broken');
const mend = ({ eventKey }: Alert) => at.bench.redis.del(`pr:event:${eventKey}`);

const countUnknown = async (alerts: readonly Alert[]) =>
  (await at.bench.ledger.unknownAlerts(alerts.map(({ id }) => id))).length;

const openIncidents = async () => (await at.bench.ledger.listIncidents({ state: 'open', limit: 9 })).items;

async function keepAll(keep: (alerts: readonly Alert[]) => Promise<unknown>, alerts: readonly Alert[]): Promise<void> {
  await Promise.all(alerts.map((alert) => keep([alert])));
}

describe('an alert that the ledger refuses', () => {
  it('keeps no other one back that waits in the journal', async () => {
    const { keep, waiting, refuse, replay } = await gate();
    const bad = parsoid(1);
    const alerts = [...Array.from({ length: 250 }, (_, n) => elsewhere(n)), parsoid(0), bad, parsoid(2)];
    refuse(() => true);
    await keepAll(keep, alerts);
    const kept = waiting.toReplay().length;
    await spoil(bad);

    refuse(() => false);
    const done = await replay.run();

    expect([kept, done, waiting.toReplay().length]).toEqual([alerts.length, true, 1]);
    expect(await at.bench.ledger.unknownAlerts(alerts.map(({ id }) => id))).toEqual([bad.id]);
  });

  it('does not hide what its check says next, however many of it are refused', async () => {
    const { keep, refuse, replay } = await gate();
    const bad = [1, 2, 3, 4].map(() => parsoid(1));
    const recovery = parsoid(1, { kind: 'recovery', failing: false });
    refuse(() => true);
    await keepAll(keep, [...bad, recovery]);
    await Promise.all(bad.map(spoil));

    refuse(() => false);
    await replay.run();

    const ids = bad.map(({ id }) => id);
    expect(await at.bench.ledger.unknownAlerts([...ids, recovery.id])).toEqual(ids);
  });

  it('is found again in the journal by a scan, and brought in as soon as it can be', async () => {
    const { keep, replay } = await gate();
    const [bad, other] = [parsoid(1), elsewhere(1)];
    await keepAll(keep, [bad, other]);
    await at.bench.redis.flushall();
    await spoil(bad);

    const scanned = await replay.scan();
    const lacking = await countUnknown([bad, other]);
    await mend(bad);
    const done = await replay.run();

    expect([scanned, lacking, done, await countUnknown([bad, other])]).toEqual([true, 1, true, 0]);
  });

  it('is tried ever less often, and ops hear of it after half a minute until it is in', async () => {
    const { keep, asked, refused, replay } = await gate();
    const bad = parsoid(1);
    await spoil(bad);
    await keep([bad]);
    const triedAt: number[] = [];
    const told: number[] = [];
    const look = async (seconds: number): Promise<void> => {
      at.bench.clock.set(evening + seconds * second);
      const before = asked.length;
      await replay.run();
      if (asked.length > before) triedAt.push(seconds);
      if (refused.at(-1)?.includes(bad.id)) told.push(seconds);
    };

    for (let n = 0; n <= 40; n += 1) await look(n);
    await mend(bad);
    for (let n = 41; n <= 70; n += 1) await look(n);

    expect(triedAt).toEqual([0, 1, 2, 4, 8, 16, 32, 64]);
    expect(told).toEqual(Array.from({ length: 34 }, (_, n) => n + 30));
    expect(await countUnknown([bad])).toBe(0);
  });

  it('is named to ops, with what it is of', async () => {
    const { keep, replay } = await gate();
    const bad = [1, 2, 3, 4, 5].map((n) => parsoid(n));
    await Promise.all(bad.map(spoil));
    await keepAll(keep, bad);
    await replay.run();
    at.bench.clock.set(evening + 31 * second);

    await replay.run();
    const raised = await until(async () => (await openIncidents())[0]);
    await Promise.all(bad.map(mend));
    at.bench.clock.set(evening + 100 * second);
    await replay.run();
    await until(async () => (await openIncidents()).every(({ id }) => id !== raised.id) || null);

    expect([...raised.checks.values()].map(({ summary }) => summary)).toEqual([
      'Pages nobody: http on wtp1, http on wtp2, http on wtp3 and 2 more: their alerts cannot be decided',
    ]);
  });

  it('is no refusal while the ledger takes nothing at all', async () => {
    const { keep, waiting, replay } = await gate();
    await at.bench.redis.config('SET', 'maxmemory', '1');
    await keepAll(keep, [parsoid(1), elsewhere(1)]);
    const whileFull = [await replay.run(), await replay.run(), waiting.toReplay().length];
    await at.bench.redis.config('SET', 'maxmemory', '0');

    const afterwards = [await replay.run(), waiting.toReplay().length];

    expect([whileFull, afterwards]).toEqual([
      [false, false, 2],
      [true, 0],
    ]);
  });
});
