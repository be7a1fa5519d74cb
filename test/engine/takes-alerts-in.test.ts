import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { buildAlert, buildRecovery, evening, minute, second, story } from '../pipeline/decide/evening.js';
import { buildRules } from '../pipeline/route/rules-builder.js';
import { type Bench, startBench } from './engines.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});
beforeEach(() => bench.clear());
afterAll(() => bench.stop());

const everybodyBySms = ['daniel sms', 'gabriel sms', 'leslie sms', 'roan sms'];

function smsOf(news: readonly string[]): string[] {
  return news.filter((one) => one.endsWith('sms')).sort();
}

async function incidents() {
  return (await bench.ledger.listIncidents({ limit: 200 })).items;
}

/** The same message once per notified user: equal but for the id. */
function copies(count: number, alert = buildAlert()) {
  return Array.from({ length: count }, (_, n) => ({ ...alert, id: `${alert.id}-${n}` }));
}

describe('triage: one message is one alert', () => {
  it('takes ten copies that come together, and one that comes later, as one', async () => {
    const engine = await bench.engine();
    const [first, ...others] = copies(11);
    if (first === undefined) throw new Error('no copies');
    const late = { ...first, id: 'late', receivedAt: evening + 30 * second };

    const ids = await Promise.all([first, ...others].map((alert) => engine.triage(alert)));
    bench.clock.advance(30 * second);
    const lateId = await engine.triage(late);
    await bench.settle(engine);

    expect(new Set([...ids, lateId])).toEqual(new Set([first.id]));
    expect(smsOf(bench.news())).toEqual(everybodyBySms);
    expect((await incidents())[0]?.checks.get(first.checkKey)?.alerts).toBe(1);
    for (const { id } of [...others, late]) {
      while ((await bench.ledger.readAlert(id))?.outcome !== 'duplicate') await new Promise(setImmediate);
    }
  });

  it('takes a hundred copies that come while the first is being written as one', async () => {
    const engine = await bench.engine();
    const [first, ...others] = copies(100);
    if (first === undefined) throw new Error('no copies');

    const begun = engine.triage(first);
    await new Promise((resolve) => setImmediate(resolve));
    const ids = await Promise.all([begun, ...others.map((alert) => engine.triage(alert))]);

    expect(new Set(ids)).toEqual(new Set([first.id]));
  });

  it('takes it as one across processes', async () => {
    const engines = await Promise.all([bench.engine(), bench.engine(), bench.engine()]);

    const ids = await Promise.all(copies(30).map((alert, n) => engines[n % 3]?.triage(alert)));
    await bench.settle(...engines);

    expect(new Set(ids).size).toBe(1);
    expect(smsOf(bench.news())).toEqual(everybodyBySms);
  });

  it('takes a repeat after a minute as a repeat, which pages nobody again', async () => {
    const engine = await bench.engine();
    const alert = buildAlert();
    await engine.triage(alert);
    await bench.settle(engine);
    bench.news();
    bench.clock.advance(61 * second);

    const id = await engine.triage({ ...alert, id: 'again', receivedAt: evening + 61 * second });
    await bench.settle(engine);

    expect(id).toBe('again');
    expect(bench.news()).toEqual([]);
    expect((await bench.ledger.readAlert('again'))?.outcome).toBe('recorded');
  });
});

describe('triage: several processes', () => {
  it('accounts every alert of a storm once, in one incident, and pages once', async () => {
    const engines = await Promise.all([bench.engine(), bench.engine()]);
    const alerts = Array.from({ length: 300 }, (_, n) => buildAlert({ host: `wtp${n % 60}`, check: `load${n % 7}` }));

    const ids = await Promise.all(alerts.map((alert, n) => engines[n % 2]?.triage(alert)));
    await bench.settle(...engines);

    const records = await Promise.all(alerts.map(({ id }) => bench.ledger.readAlert(id)));
    expect(ids).toEqual(alerts.map(({ id }) => id));
    expect(records.every((record) => record !== null)).toBe(true);
    expect(await incidents()).toHaveLength(1);
    expect((await incidents())[0]?.checks.size).toBe(300);
    expect(smsOf(bench.news())).toEqual(everybodyBySms);
  });

  it('honors a window that another process has just opened with the very next alert', async () => {
    const [ours, theirs] = [await bench.engine(), await bench.engine()];
    await theirs.operations.openWindow(
      { services: ['parsoid'], match: [], endsAt: evening + 30 * minute, reason: 'deploy' },
      { person: 'roan', via: 'cli' },
    );

    await ours.triage(buildAlert());
    await ours.dispatcher.idle();

    expect(bench.news()).toEqual([]);
    expect((await incidents())[0]?.suppressed).not.toBeNull();
  });

  it('lets a person acknowledge, and the clock escalate, in the middle of a storm over two processes', async () => {
    const engines = await Promise.all([bench.engine(), bench.engine()]);
    const [ours] = engines;
    await ours.triage(buildAlert());
    let stormy = true;
    const storm = engines.flatMap((engine, n) =>
      Array.from({ length: 10 }, async (_, sender) => {
        while (stormy) await engine.triage(buildAlert({ host: `wtp${n}-${sender}`, check: 'load' }));
      }),
    );
    bench.clock.advance(15 * minute);

    await ours.dispatcher.tick();
    const escalated = (await bench.ledger.readIncident('1'))?.step;
    const acknowledged = await ours.operations.acknowledge('1', { person: 'roan', via: 'cli' });
    stormy = false;
    await Promise.all(storm);

    expect(escalated).toBe(2);
    expect(acknowledged.kind).toBe('done');
  });

  it('sees what another process did to the incident that it remembers', async () => {
    const [ours, theirs] = [await bench.engine(), await bench.engine()];
    await ours.triage(buildAlert());
    await theirs.triage(buildRecovery({ receivedAt: evening + minute }));
    bench.clock.advance(2 * minute);

    await ours.triage(buildAlert({ receivedAt: evening + 2 * minute }));

    expect((await incidents()).map(({ state }) => state).sort()).toEqual(['resolved', 'triggered']);
  });
});

describe('triage: the rules change in between', () => {
  it('keeps a check in its open incident, whatever the rules say of it now', async () => {
    const engine = await bench.engine();
    await engine.triage(buildAlert());
    engine.reload(buildRules({ ...story, services: {} }));

    await engine.triage(buildRecovery({ receivedAt: evening + minute }));

    expect(await incidents()).toMatchObject([{ key: 'service:parsoid', state: 'resolved' }]);
  });

  it('takes alerts of a hundred incidents that the rules have made one service since', async () => {
    const before = await bench.engine({ rules: buildRules({ ...story, services: {} }) });
    const hosts = Array.from({ length: 100 }, (_, n) => ({ host: `wtp${n}`, check: 'load' }));
    await Promise.all(hosts.map((host) => before.triage(buildAlert(host))));
    const after = await bench.engine();

    const late = hosts.map((host) => buildRecovery({ ...host, receivedAt: evening + minute }));
    await Promise.all(late.map((alert) => after.triage(alert)));

    expect(new Set((await incidents()).map(({ state }) => state))).toEqual(new Set(['resolved']));
  });

  it('puts a check whose incident is over where the rules put it now', async () => {
    const [ours, theirs] = [await bench.engine(), await bench.engine()];
    const check = { host: 'wtp1', check: 'load' };
    await ours.triage(buildAlert(check));
    await ours.triage(buildAlert());
    await ours.triage(buildRecovery({ ...check, receivedAt: evening + second }));
    await theirs.triage(buildRecovery({ receivedAt: evening + 2 * second }));
    for (const engine of [ours, theirs]) engine.reload(buildRules({ ...story, services: {} }));
    await theirs.triage(buildAlert({ ...check, check: 'disk', receivedAt: evening + 3 * second }));
    bench.clock.advance(minute);

    await ours.triage(buildAlert({ ...check, receivedAt: evening + minute + 3 * second }));

    const open = (await incidents()).filter(({ state }) => state !== 'resolved');
    expect(open).toMatchObject([{ key: 'host:wtp1' }]);
    expect(open[0]?.checks.size).toBe(2);
  });
});

describe('a text that spells out half a character', () => {
  it('names the check that it names, pages in its own words, and recovers', async () => {
    const spelled = { host: 'h\\ud83d', check: 'json', summary: 'bad reply: {"mood":"\\ud83d\\ude00"}' };
    const engine = await bench.engine();
    await engine.triage(buildAlert(spelled));
    await bench.settle(engine);
    const [opened] = await incidents();
    bench.clock.advance(minute);
    const later = await bench.engine();
    await later.triage(buildAlert({ ...spelled, receivedAt: evening + minute }));
    await later.triage(buildRecovery({ ...spelled, receivedAt: evening + minute + second }));

    expect(opened?.title).toContain('h\\ud83d');
    expect(bench.sent.find(({ channel }) => channel === 'email')?.text).toContain('"\\ud83d\\ude00"');
    expect((await incidents()).map(({ state }) => state)).toEqual(['resolved']);
  });
});
