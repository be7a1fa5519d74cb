import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SendOutcome } from '../../src/domain/delivery.js';
import type { Ledger } from '../../src/ports-ledger.js';
import { buildAlert, buildRecovery, evening, minute, second } from '../pipeline/decide/evening.js';
import { accepted, type Bench, permanent, startBench } from './engines.js';
import { roanAlone } from './roan-alone.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});
beforeEach(() => bench.clear());
afterAll(() => bench.stop());

async function firstIncident() {
  const incident = await bench.ledger.readIncident('1');
  if (incident === null) throw new Error('there is no incident');
  return incident;
}
describe('delivery: limits', () => {
  it('sends the first of thirty pages at once and the others as one bundle when the limit allows', async () => {
    const limits = { sms: [{ count: 1, seconds: 60 }], email: [] };
    const engine = await bench.engine({ rules: roanAlone({ limits, services: new Map() }) });

    const alerts = Array.from({ length: 30 }, (_, n) => buildAlert({ host: `web${n}`, check: 'http' }));

    await engine.triage(alerts[0] ?? buildAlert());
    await engine.dispatcher.idle();
    await Promise.all(alerts.slice(1).map((alert) => engine.triage(alert)));
    await bench.settle(engine);
    const atOnce = bench.news();
    await bench.advance(minute, engine);

    expect(atOnce).toEqual(['roan sms']);
    expect(bench.news()).toEqual(['roan sms']);
    const { items } = await bench.ledger.listNotifications({ limit: 10 });
    expect(items.map(({ calls }) => calls.length).sort((a, b) => a - b)).toEqual([1, 29]);
  });
});

describe('delivery: recovery', () => {
  it('tells only those who were really told of the problem', async () => {
    const engine = await bench.engine();
    bench.answer = ({ person }) => (person === 'roan' ? permanent : accepted);
    await engine.triage(buildAlert());
    await bench.settle(engine);
    bench.news();

    await engine.triage(buildRecovery({ receivedAt: evening + second }));
    await bench.settle(engine);

    const news = bench.news();
    expect(news).toContain('leslie sms');
    expect(news.filter((one) => one.startsWith('roan'))).toEqual([]);
  });

  it('tells nobody when it was over before anything went out', async () => {
    const engine = await bench.engine({ maxInFlight: 0 });
    await engine.triage(buildAlert());
    await engine.triage(buildRecovery({ receivedAt: evening + second }));

    await bench.settle(engine);

    expect(bench.news()).toEqual([]);
  });
});

describe('delivery: pages of no incident', () => {
  it('sends a test page to every method', async () => {
    const engine = await bench.engine({ rules: roanAlone() });

    await engine.operations.pageTest('roan', { person: 'admin', via: 'api' });
    await bench.settle(engine);

    expect(bench.news().sort()).toEqual(['roan email', 'roan sms']);
    expect(bench.sent[0]?.incidentId).toBeNull();
  });

  it('pages a custom notification once, however often it comes', async () => {
    const engine = await bench.engine({ rules: roanAlone() });
    const custom = buildAlert({ kind: 'custom', failing: null, author: 'jdoe', comment: 'rebooting parsoid' });

    await Promise.all([engine.triage(custom), engine.triage({ ...custom, id: 'copy' })]);
    await bench.settle(engine);

    expect(bench.news()).toEqual(['roan email']);
    expect((await bench.ledger.listIncidents({ limit: 10 })).items).toEqual([]);
  });
});

describe('delivery: the clock', () => {
  it('goes on while a provider hangs: other incidents escalate in time', async () => {
    const engine = await bench.engine({ rules: roanAlone() });
    const hanging: (() => void)[] = [];
    const hang = () => new Promise<SendOutcome>((resolve) => hanging.push(() => resolve(accepted)));
    bench.answer = ({ person }) => (person === 'roan' ? hang() : accepted);
    await engine.triage(buildAlert());
    bench.clock.advance(15 * minute);

    await engine.dispatcher.tick();

    expect(await firstIncident()).toMatchObject({ step: 2 });
    bench.answer = () => accepted;
    for (const answer of hanging) answer();
    await engine.dispatcher.idle();
  });

  it('has no part in the room for pages: they leave with their commit however much is to be decided', async () => {
    let goOn: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const readIncident: Ledger['readIncident'] = async (id) => slow.then(() => bench.ledger.readIncident(id));
    const engine = await bench.engine({
      rules: roanAlone(),
      maxInFlight: 2,
      ledger: { ...bench.ledger, readIncident },
    });
    engine.dispatcher.begin(['i1', 'i2', 'i3'].map((id) => ({ kind: 'incident', id })));

    await engine.triage(buildAlert());
    for (let turn = 0; turn < 100 && bench.sent.length === 0; turn += 1) await sleep(10);

    expect(bench.news()).toEqual(['roan sms']);
    goOn();
    await engine.dispatcher.idle();
  });

  it('completes everything by its rounds alone when every wake-up is lost', async () => {
    const engine = await bench.engine({ rules: roanAlone(), maxInFlight: 0 });
    bench.answer = ({ channel, person }) => (channel === 'sms' && person === 'roan' ? permanent : accepted);
    await engine.triage(buildAlert());

    await bench.advance(16 * minute, engine);
    await engine.triage(buildRecovery({ receivedAt: bench.clock.now() }));
    await bench.settle(engine);

    const news = bench.news();
    expect(news.slice(0, 3)).toEqual(['roan sms', 'roan email', 'ariel sms']);
    expect(news.slice(3).sort()).toEqual(['ariel email', 'ariel sms', 'roan email']);
    expect(await bench.ledger.oldestDue()).toBeNull();
  });

  it('claims nothing more once it stops, and leaves the rest in the ledger', async () => {
    const engine = await bench.engine({ rules: roanAlone({ services: new Map() }), maxInFlight: 1 });
    bench.answer = async () => {
      if (bench.sent.length === 2) void engine.dispatcher.stop();
      return accepted;
    };
    await Promise.all(Array.from({ length: 20 }, (_, n) => engine.triage(buildAlert({ host: `web${n}`, check: 'x' }))));
    await engine.dispatcher.stop();
    const before = bench.sent.length;

    const successor = await bench.engine({ rules: roanAlone({ services: new Map() }) });
    await bench.advance(20 * second, successor);

    expect(before).toBeLessThan(20);
    expect(bench.sent).toHaveLength(20);
    expect(new Set(bench.sent.map(({ incidentId }) => incidentId)).size).toBe(20);
  });

  it('stops within ten seconds although a provider hangs', async () => {
    const engine = await bench.engine({ rules: roanAlone() });
    bench.answer = () => new Promise<never>(() => undefined);
    await engine.triage(buildAlert());

    const before = performance.now();
    await engine.dispatcher.stop();

    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('leaves a line for each message in the timeline of its incident', async () => {
    const engine = await bench.engine({ rules: roanAlone() });
    await engine.triage(buildAlert());
    await bench.settle(engine);

    const { id } = await firstIncident();

    const lines = await bench.ledger.readTimeline(id);
    expect(lines.map(({ kind }) => kind)).toEqual(['alert', 'opened', 'paged', 'notified']);
  });
});

describe('delivery: a commit whose answer was lost', () => {
  it('sends what it has claimed, once, unmarked, with the next round of the clock', async () => {
    const engine = await bench.engine({ rules: roanAlone(), ledger: losingAnswers(bench.ledger, 1) });

    await expect(engine.triage(buildAlert())).rejects.toThrow('no answer');
    const before = bench.news();
    bench.clock.set(bench.clock.now() + second);
    await bench.settle(engine);

    expect(before).toEqual([]);
    expect(bench.news()).toEqual(['roan sms']);
    const { items } = await bench.ledger.listNotifications({ limit: 10 });
    expect(items).toMatchObject([{ state: 'accepted', attempts: 1, possibleDuplicate: false }]);
  });

  it('leaves it to the lease when its process comes back too late', async () => {
    const engine = await bench.engine({ rules: roanAlone(), ledger: losingAnswers(bench.ledger, 1) });

    await expect(engine.triage(buildAlert())).rejects.toThrow('no answer');
    await bench.advance(25 * second, await bench.engine({ rules: roanAlone() }));
    await bench.settle(engine);

    expect(bench.news()).toEqual(['roan sms']);
    const { items } = await bench.ledger.listNotifications({ limit: 10 });
    expect(items).toMatchObject([{ state: 'accepted', attempts: 2, possibleDuplicate: true }]);
  });
});

describe('delivery: a process that stood still', () => {
  it('sends nothing that another one may be sending by now', async () => {
    const standstill: Ledger = {
      ...bench.ledger,
      async commit(commit) {
        const result = await bench.ledger.commit(commit);
        bench.clock.set(bench.clock.now() + 45 * second);
        return result;
      },
    };
    const frozen = await bench.engine({ rules: roanAlone(), ledger: standstill });
    const other = await bench.engine({ rules: roanAlone() });

    await frozen.triage(buildAlert());
    await frozen.dispatcher.idle();
    const byFrozen = bench.news();
    await bench.settle(other);

    expect(byFrozen).toEqual([]);
    expect(bench.news()).toEqual(['roan sms']);
  });
});

/** The first commits are made, and their callers never hear of it. */
function losingAnswers(ledger: Ledger, count: number): Ledger {
  let lost = 0;
  return {
    ...ledger,
    async commit(commit) {
      const result = await ledger.commit(commit);
      lost += 1;
      if (lost <= count) throw new Error('no answer');
      return result;
    },
  };
}
