import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RecurringWindow } from '../../src/domain/rules.js';
import type { Ledger } from '../../src/ports-ledger.js';
import { buildAlert, buildRecovery, evening, minute, second, story } from '../pipeline/decide/evening.js';
import { buildRules } from '../pipeline/route/rules-builder.js';
import { type Bench, startBench, type TestEngine } from './engines.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});
beforeEach(() => bench.clear());
afterAll(() => bench.stop());

const roan = { person: 'roan', via: 'cli' };
const team = ['daniel sms', 'gabriel sms', 'leslie sms', 'roan sms'];

function texted(): string[] {
  return bench
    .news()
    .filter((one) => one.endsWith('sms'))
    .sort();
}

async function incident() {
  const found = await bench.ledger.readIncident('1');
  if (found === null) throw new Error('there is no incident');
  return found;
}

async function openWindow(engine: TestEngine, change: { startsAt?: number; endsAt?: number } = {}) {
  const request = { services: ['parsoid'], match: [], reason: 'deploy', endsAt: evening + 30 * minute, ...change };
  const opened = await engine.operations.openWindow(request, roan);
  if (opened.kind !== 'done') throw new Error('the window was not opened');
  return opened.value;
}

describe('a page is looked at again at its turn', () => {
  it('is not sent when the incident was over before', async () => {
    const engine = await bench.engine({ maxInFlight: 0 });
    await engine.triage(buildAlert());
    await engine.operations.resolve('1', roan);

    await bench.advance(minute, engine);

    expect(texted()).toEqual([]);
  });

  it('is not sent when somebody had acknowledged before', async () => {
    const engine = await bench.engine({ maxInFlight: 0 });
    await engine.triage(buildAlert());
    await engine.operations.acknowledge('1', roan);

    await bench.advance(minute, engine);

    expect(texted()).toEqual([]);
  });

  it('is sent to those whom a joining check concerns, although others have acknowledged', async () => {
    const rules = buildRules({
      ...story,
      subscriptions: [
        { who: ['roan'], scope: { kind: 'services', services: ['parsoid'] } },
        { who: ['gabriel'], scope: { kind: 'match', match: [{ host: ['wtp1'] }] } },
        { who: ['ops'], scope: { kind: 'unmatched' } },
      ],
    });
    const engine = await bench.engine({ rules });
    await engine.triage(buildAlert());
    await engine.operations.acknowledge('1', roan);
    await bench.settle(engine);
    bench.news();
    bench.clock.advance(second);

    await engine.triage(buildAlert({ host: 'wtp1', check: 'load', receivedAt: evening + second }));
    await bench.settle(engine);

    expect(texted()).toEqual(['gabriel sms']);
  });

  it('waits when a recurring window has begun meanwhile, and goes out at its end', async () => {
    const recurring: RecurringWindow = {
      name: 'nightly',
      services: ['parsoid'],
      match: [],
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      atMinutes: 23 * 60 + 50,
      timezone: 'UTC',
      lengthSeconds: 1800,
      reason: 'deploy slot',
    };
    const engine = await bench.engine({ rules: buildRules({ ...story, maintenance: [recurring] }), maxInFlight: 0 });
    await engine.triage(buildAlert());
    bench.clock.set(evening + 5 * minute);

    await bench.settle(engine);
    const inside = texted();
    const held = await incident();
    await bench.advance(30 * minute, engine);

    expect(inside).toEqual([]);
    expect(held.suppressed).toMatchObject({ until: evening + 34 * minute });
    expect(texted()).toEqual(team);
  });

  it('is not lost to a process that has not heard of the end of a window', async () => {
    const [ours, theirs] = [await bench.engine(), await bench.engine({ maxInFlight: 0 })];
    const window = await openWindow(ours);
    await ours.triage(buildAlert());
    await theirs.operations.endWindow(window.id, roan);
    const due = (await bench.ledger.leaseDue(bench.clock.now(), 15_000, 100)).filter(({ kind }) => kind === 'method');

    for (const ref of due) await ours.dispatcher.run(ref);
    await bench.settle(ours);

    expect(due).not.toEqual([]);
    expect(texted()).toEqual(team);
  });
});

describe('windows', () => {
  it('page at once when they are ended early', async () => {
    const engine = await bench.engine();
    const window = await openWindow(engine);
    await engine.triage(buildAlert());

    await engine.operations.endWindow(window.id, roan);
    await engine.dispatcher.idle();

    expect(texted()).toEqual(team);
  });

  it('page at their end', async () => {
    const engine = await bench.engine();
    await openWindow(engine);
    await engine.triage(buildAlert());

    await bench.advance(29 * minute, engine);
    const before = texted();
    await bench.advance(minute, engine);

    expect(before).toEqual([]);
    expect(texted()).toEqual(team);
  });

  it('hold a running escalation from their planned start on', async () => {
    const engine = await bench.engine();
    await openWindow(engine, { startsAt: evening + 10 * minute });
    await engine.triage(buildAlert());
    await bench.settle(engine);
    bench.news();

    await bench.advance(10 * minute, engine);
    const held = await incident();
    await bench.advance(19 * minute, engine);

    expect(held.suppressed).not.toBeNull();
    expect(texted()).toEqual([]);
  });

  it('page at the new end when they are made longer', async () => {
    const engine = await bench.engine();
    const window = await openWindow(engine);
    await engine.triage(buildAlert());
    await engine.operations.extendWindow(window.id, evening + 60 * minute, roan);

    await bench.advance(59 * minute, engine);
    const before = texted();
    await bench.advance(minute, engine);

    expect(before).toEqual([]);
    expect(texted()).toEqual(team);
  });

  it('page for nothing that recovered inside', async () => {
    const engine = await bench.engine();
    await openWindow(engine);
    await engine.triage(buildAlert());
    await engine.triage(buildRecovery({ receivedAt: evening + minute }));

    await bench.advance(60 * minute, engine);

    expect(bench.news()).toEqual([]);
    expect((await incident()).state).toBe('resolved');
  });

  it('do not wait for a provider that hangs when they are opened', async () => {
    const engine = await bench.engine();
    bench.answer = () => new Promise<never>(() => undefined);
    await engine.triage(buildAlert());

    const window = await openWindow(engine);

    expect((await incident()).suppressed).toMatchObject({ id: window.id });
  });
});

describe('an acknowledgement racing an escalation', () => {
  const rounds = 120;

  it(`has one winner in ${rounds} races: nothing is claimed after it`, async () => {
    const order: string[] = [];
    const ledger = observed(bench.ledger, order);
    const engines = [await bench.engine({ ledger }), await bench.engine({ ledger })];
    const [first, second] = engines;
    if (first === undefined || second === undefined) throw new Error('no engines');
    let ackFirst = 0;
    for (let n = 1; n <= rounds; n += 1) {
      await first.triage(buildAlert({ host: `db${n}`, check: 'lag', receivedAt: bench.clock.now() }));
      await bench.settle(first);
      bench.clock.advance(15 * minute);
      order.length = 0;

      await Promise.all([first.dispatcher.tick(), second.dispatcher.tick(), acknowledgeLater(second, n)]);
      await Promise.all([first.dispatcher.idle(), second.dispatcher.idle()]);

      const acknowledged = order.indexOf('acknowledged');
      expect(acknowledged).toBeGreaterThanOrEqual(0);
      expect({ n, late: order.slice(acknowledged).filter((one) => one === 'claimed') }).toEqual({ n, late: [] });
      expect(order.filter((one) => one === 'claimed').length).toBeLessThanOrEqual(2);
      if (!order.includes('claimed')) ackFirst += 1;
      await first.operations.resolve(String(n), roan);
      await bench.settle(first, second);
    }
    expect(ackFirst).toBeGreaterThan(0);
    expect(ackFirst).toBeLessThan(rounds);
  });
});

/** Notes what the ledger did, in the order in which it did it: all goes over one connection. */
function observed(ledger: Ledger, order: string[]): Ledger {
  return {
    ...ledger,
    async commit(commit) {
      const result = await ledger.commit(commit);
      if (result.kind === 'committed' && commit.head?.state === 'acknowledged') order.push('acknowledged');
      return result;
    },
    async claim(request) {
      const result = await ledger.claim(request);
      if (result.kind === 'claimed' && result.calls.some(({ page }) => page.reason === 'escalation'))
        order.push('claimed');
      return result;
    },
  };
}

/** Comes at another moment of the race each time: after some round trips to the ledger. */
async function acknowledgeLater(engine: TestEngine, n: number): Promise<void> {
  for (let trip = 0; trip < n % 12; trip += 1) await bench.ledger.oldestDue();
  await engine.operations.acknowledge(String(n), roan);
}
