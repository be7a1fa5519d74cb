import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../src/domain/alert.js';
import type { KeepAlerts } from '../../src/engine/durability/keep-alerts.js';
import { buildAlert } from '../pipeline/decide/evening.js';
import { useGatedLedger } from './gated-ledger.js';

const at = useGatedLedger();

/** A process that has always much to do. */
const busyProcess = async () => at.gate({ busyFrom: 0 });

const failing = (over: Partial<Alert> = {}) => buildAlert({ host: 'web1', check: 'http', ...over });
const recovery = () => failing({ kind: 'recovery', failing: false, severity: 'info', sourceState: 'OK' });

async function keepEach(keep: KeepAlerts, alerts: readonly Alert[]): Promise<string[]> {
  const ids: string[] = [];
  for (const alert of alerts) ids.push(...(await keep([alert])));
  return ids;
}

async function outcomesOf(alerts: readonly Alert[]): Promise<(string | undefined)[]> {
  const rows = await Promise.all(alerts.map(({ id }) => at.engine.deps.ledger.readAlert(id)));
  return rows.map((row) => row?.outcome);
}

describe('repeats while much is under way', () => {
  it('are answered by the journal, decided once, and each has a row', async () => {
    const { keep, asked, waiting, shut, open, atRest } = await busyProcess();
    await keep([failing()]);
    shut();
    const repeats = Array.from({ length: 10 }, (_, n) => failing({ receivedAt: at.bench.clock.now() + n }));

    const answers = await keepEach(keep, repeats);
    const decided = asked.length;
    open();
    await atRest();
    const incident = await at.engine.deps.ledger.readIncident('1');
    const rows = await at.engine.deps.ledger.listAlerts(incident?.id ?? '');

    expect(answers).toEqual(repeats.map(({ id }) => id));
    expect([decided, asked.length]).toEqual([1, 2]);
    expect(await outcomesOf(repeats)).toEqual(repeats.map(() => 'recorded'));
    expect(rows.slice(1).map(({ alert }) => [alert.id, alert.receivedAt, alert.summary])).toEqual(
      repeats.map(({ id, receivedAt, summary }) => [id, receivedAt, summary]),
    );
    expect([...(incident?.checks.values() ?? [])].map((check) => check.alerts)).toEqual([11]);
    expect(waiting.toReplay()).toEqual([]);
  });

  it('go before what comes behind them', async () => {
    const { keep, asked, shut, open, atRest } = await busyProcess();
    await keep([failing()]);
    shut();
    const repeats = [failing(), failing(), failing()];
    await keepEach(keep, repeats);
    const over = recovery();

    const answer = keep([over]);
    open();
    await answer;
    await atRest();

    expect(await at.engine.deps.ledger.readIncident('1')).toMatchObject({ state: 'resolved' });
    expect(asked.map(({ id }) => id)).toEqual([repeats[0]?.id, repeats[2]?.id, over.id]);
    expect(await at.engine.deps.ledger.readIncident('2')).toBeNull();
    expect(await outcomesOf([...repeats, over])).toEqual(['recorded', 'recorded', 'recorded', 'recorded']);
  });

  it('are all in the ledger before the process ends', async () => {
    const { keep, waiting, repeats, shut, open } = await busyProcess();
    await keep([failing()]);
    shut();
    const list = [failing(), failing(), failing()];
    await keepEach(keep, list);
    open();

    await repeats.settle();

    expect([repeats.size(), waiting.toReplay()]).toEqual([0, []]);
    expect(await outcomesOf(list)).toEqual(['recorded', 'recorded', 'recorded']);
  });

  it("are the replay's when the ledger refuses them", async () => {
    const { keep, waiting, shut, open, refuse, atRest, replay } = await busyProcess();
    await keep([failing()]);
    shut();
    refuse(() => true);
    const repeats = [failing(), failing(), failing(), failing()];
    await keepEach(keep, repeats);
    open();
    await atRest();
    const left = waiting.toReplay().length;
    refuse(() => false);

    const done = await replay.run();

    expect([left, done, waiting.toReplay()]).toEqual([repeats.length, true, []]);
    expect(await outcomesOf(repeats)).toEqual(repeats.map(() => 'recorded'));
  });

  it('wait for the ledger where the disk cannot store', async () => {
    const { keep, asked, shut, open, atRest } = await busyProcess();
    await keep([failing()]);
    shut();
    at.disk.limitSpace(0);
    const repeats = [failing(), failing(), failing()];

    const answers = Promise.all(repeats.map((repeat) => keep([repeat])));
    setTimeout(open, 300);

    expect(await answers).toEqual(repeats.map(({ id }) => [id]));
    expect(await outcomesOf(repeats)).toEqual(['recorded', 'recorded', 'recorded']);
    await atRest();
    const incident = await at.engine.deps.ledger.readIncident('1');
    expect([...(incident?.checks.values() ?? [])].map((check) => check.alerts)).toEqual([4]);
    expect(asked.length).toBeLessThanOrEqual(repeats.length);
  });

  it('are refused where neither disk nor ledger can store them', async () => {
    const { keep, waiting, shut, open, refuse } = await busyProcess();
    await keep([failing()]);
    shut();
    refuse(() => true);
    at.disk.limitSpace(0);

    const answer = keep([failing()]);
    setTimeout(open, 300);

    await expect(answer).rejects.toThrow('refused');
    expect(waiting.toReplay()).toEqual([]);
  });

  it('page whom a new problem pages when the incident is over in the ledger, unknown to this process', async () => {
    const { keep, atRest } = await busyProcess();
    await keep([failing()]);
    const other = await at.bench.engine();
    await other.operations.resolve('1', { person: 'daniel', via: 'api' });
    at.bench.clock.set(at.bench.clock.now() + 2 * 3_600_000);

    await keep([failing({ receivedAt: at.bench.clock.now(), at: at.bench.clock.now() })]);
    await atRest();

    expect(await at.engine.deps.ledger.readIncident('2')).toMatchObject({ state: 'triggered' });
  });

  it('end as without a line, whatever comes between', async () => {
    const messages = fc.array(
      fc.record({
        host: fc.constantFrom('web1', 'web2', 'db1'),
        what: fc.constantFrom('problem', 'problem', 'problem', 'problem', 'worse', 'recovery'),
      }),
      { minLength: 5, maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(messages, async (list) => {
        const sent = list.map(({ host, what }) => ({ host, what }));
        const one = await play(sent, async () => (alert) => at.engine.triage(alert));
        const two = await play(sent, async () => {
          const { keep, atRest } = await busyProcess();
          return Object.assign((alert: Alert) => keep([alert]), { atRest });
        });
        expect(two).toEqual(one);
      }),
      { numRuns: 25 },
    );
  });

  type Way = ((alert: Alert) => Promise<unknown>) & { readonly atRest?: () => Promise<unknown> };

  /** What is left of it all, and who was paged. */
  async function play(list: readonly { host: string; what: string }[], build: () => Promise<Way>) {
    await at.anew();
    const way = await build();
    const alerts: Alert[] = [];
    for (const { host, what } of list) {
      at.bench.clock.set(at.bench.clock.now() + 1000);
      const now = at.bench.clock.now();
      const seen = { host, receivedAt: now, at: now };
      const alert =
        what === 'recovery'
          ? { ...recovery(), ...seen, checkKey: `icinga/${host}!http` }
          : failing({ ...seen, severity: what === 'worse' ? 'critical' : 'warning' });
      alerts.push(alert);
      await way(alert);
    }
    await way.atRest?.();
    await at.bench.settle(at.engine);
    const { items } = await at.engine.deps.ledger.listIncidents({ limit: 50 });
    return {
      incidents: items.map(({ state, severity, title, paged }) => ({
        state,
        severity,
        title,
        paged: Object.keys(paged),
      })),
      // Who shares a decision with a page is told of with it.
      lost: (await outcomesOf(alerts)).filter((outcome) => outcome === undefined),
      sent: at.bench.news(),
    };
  }
});
