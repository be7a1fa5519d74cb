import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Alert } from '../../src/domain/alert.js';
import type { CallState, SendOutcome } from '../../src/domain/delivery.js';
import type { Page } from '../../src/domain/page.js';
import type { Ledger } from '../../src/ports-ledger.js';
import { buildAlert, hour, minute, second } from '../pipeline/decide/evening.js';
import { type Bench, startBench, type TestEngine } from './engines.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});
beforeEach(() => bench.clear());
afterAll(() => bench.stop());

const outcomes: readonly SendOutcome[] = [
  { kind: 'permanent', code: '21211', text: 'no such number', configuration: false },
  { kind: 'unknown', code: 'timeout', text: 'no answer' },
  { kind: 'retry', code: '20429', text: 'too many', afterSeconds: 2 },
];
const hosts = ['wtp1', 'wtp2', 'db1', 'db2', 'web1'];
const admin = { person: 'admin', via: 'api' };

/** Park and Miller's generator: the same seed gives the same history. */
function createDice(seed: number) {
  let state = seed;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const below = (bound: number) => Math.floor(random() * bound);
  return { random, below, pick: <T>(things: readonly [T, ...T[]]): T => things[below(things.length)] ?? things[0] };
}
type Dice = ReturnType<typeof createDice>;

/** What was ever planned and accepted, seen at the ledger's door. */
interface Witness {
  readonly pages: Map<string, Page>;
  readonly alerts: Alert[];
}

function witnessed(ledger: Ledger, witness: Witness): Ledger {
  return {
    ...ledger,
    async commit(commit) {
      const result = await ledger.commit(commit);
      if (result.kind === 'committed') for (const page of commit.pages) witness.pages.set(page.id, page);
      return result;
    },
  };
}

async function makeHistory(dice: Dice, witness: Witness): Promise<void> {
  const ledger = witnessed(bench.ledger, witness);
  const fresh = () => bench.engine({ ledger, maxInFlight: dice.pick([0, 1, 64]) });
  const engines: [TestEngine, TestEngine] = [await fresh(), await fresh()];
  const windows: string[] = [];
  const acts: readonly [() => Promise<unknown>, ...(() => Promise<unknown>)[]] = [
    () => alert('problem'),
    () => alert('problem'),
    () => alert('problem'),
    () => alert('recovery'),
    () => alert('acknowledgement'),
    () => dice.pick(engines).operations.acknowledge(String(1 + dice.below(6)), { person: 'roan', via: 'cli' }),
    () => dice.pick(engines).operations.resolve(String(1 + dice.below(6)), admin),
    openWindow,
    async () => {
      const id = windows.pop();
      if (id !== undefined) await dice.pick(engines).operations.endWindow(id, admin);
    },
    async () => {
      bench.answer = ({ person }) =>
        dice.random() < 0.3 || person === 'daniel'
          ? dice.pick(outcomes as [SendOutcome])
          : { kind: 'accepted', providerId: null };
    },
    async () => {
      engines[dice.below(2)] = await fresh();
    },
    () => dice.pick(engines).dispatcher.tick(),
    () => bench.advance(dice.pick([second, minute, 5 * minute, 20 * minute, hour]), dice.pick(engines)),
  ];

  async function alert(kind: 'problem' | 'recovery' | 'acknowledgement'): Promise<void> {
    const failing = kind !== 'recovery';
    const severity = failing ? dice.pick(['critical', 'critical', 'warning'] as const) : 'info';
    const author = kind === 'acknowledgement' ? 'jdoe' : null;
    const one = buildAlert({
      kind,
      failing,
      severity,
      author,
      host: hosts[dice.below(5)] ?? 'web1',
      check: 'load',
      receivedAt: bench.clock.now(),
    });
    const id = await dice.pick(engines).triage(one);
    expect(id).toBe(one.id);
    witness.alerts.push(one);
  }

  async function openWindow(): Promise<void> {
    const startsAt = bench.clock.now() + dice.below(2) * 10 * minute;
    const request = {
      services: [dice.pick(['parsoid', 'mysql'])],
      match: [],
      startsAt,
      endsAt: startsAt + (1 + dice.below(40)) * minute,
      reason: 'deploy',
    };
    const opened = await dice.pick(engines).operations.openWindow(request, admin);
    if (opened.kind === 'done') windows.push(opened.value.id);
  }

  for (let round = 0; round < 40; round += 1) {
    await Promise.all(Array.from({ length: 1 + dice.below(3) }, () => dice.pick(acts)()));
  }
  await Promise.all(engines.map(({ dispatcher }) => dispatcher.idle()));
  bench.answer = () => ({ kind: 'accepted', providerId: null });
  await bench.advance(48 * hour, ...engines);
}

const over: ReadonlySet<CallState> = new Set(['sent', 'failed', 'dropped', 'cancelled', 'fallback']);

describe('whatever several processes do', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('nothing is lost and nothing stays behind: history %i', async (seed) => {
    const witness: Witness = { pages: new Map(), alerts: [] };

    await makeHistory(createDice(seed * 7919), witness);

    const records = await Promise.all(witness.alerts.map(({ id }) => bench.ledger.readAlert(id)));
    expect(records.filter((record) => record === null)).toEqual([]);
    const due = await bench.ledger.oldestDue();
    expect(due === null || due > bench.clock.now()).toBe(true);
    const states = new Map<string, readonly (CallState | undefined)[]>();
    for (const page of witness.pages.values()) {
      const record = await bench.ledger.readPage(page.id);
      states.set(
        page.id,
        page.calls.map((call) => record?.calls.get(call.id)),
      );
    }
    const stuck = [...states].filter(([, calls]) => calls.some((state) => state === undefined || !over.has(state)));
    expect({ seed, stuck }).toEqual({ seed, stuck: [] });
    const { items } = await bench.ledger.listIncidents({ limit: 200, state: 'open' });
    const unheard = items
      .filter(({ state, urgency }) => state === 'triggered' && urgency === 'high')
      .filter(({ id, cycle }) => {
        const said = [...witness.pages.values()].filter(
          (page) => page.incidentId === id && page.cycle === cycle && page.reason === 'unacknowledged',
        );
        return !said.some((page) => states.get(page.id)?.some((one) => one === 'sent' || one === 'failed'));
      });
    expect({ seed, unheard: unheard.map(({ number, key }) => ({ number, key })) }).toEqual({ seed, unheard: [] });
  });
});
