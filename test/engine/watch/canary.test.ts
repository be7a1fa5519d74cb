import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createOutboxChannel } from '../../../src/channels/outbox/index.js';
import { createMovableClock } from '../../../src/clock/movable-clock.js';
import { type Canary, createCanary } from '../../../src/engine/watch/canary.js';
import { type CanaryLane, createCanaryLane } from '../../../src/engine/watch/canary-lane.js';
import { isCanary } from '../../../src/engine/watch/canary-rules.js';
import type { DueRef } from '../../../src/ports-ledger.js';
import { createLedger } from '../../../src/store/ledger/create-ledger.js';
import { createOutboxStore } from '../../../src/store/outbox-store.js';
import { createWakeupProbe } from '../../../src/store/wakeup-probe.js';
import { startTestRedis, type TestRedis } from '../../harness/redis.js';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const never = new AbortController().signal;
const keepSeconds = 600;

let redis: TestRedis;
/** What still works of the road. */
let road: { queue: boolean; clock: boolean };

beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  await redis.redis.flushall();
  road = { queue: true, clock: true };
});

interface Process {
  readonly lane: CanaryLane;
  readonly canary: Canary;
}

const clock = createMovableClock(Date.parse('2013-04-18T23:40:00Z'));

/** A process; wake-ups of the queue are taken by `worker`, itself where none is named. */
function startProcess(name: string, worker?: Process): Process {
  const store = { redis: redis.redis, prefix: 'pr:canary', keepSeconds };
  const sink = createOutboxStore(store);
  const probe = createWakeupProbe(store);
  const lane: CanaryLane = createCanaryLane({
    ledger: createLedger(store),
    sink,
    channel: createOutboxChannel({ channel: 'sms', store: sink, clock }),
    wakeups: { wake: async (refs) => (road.queue ? take(refs) : undefined) },
    clock,
    log: silent,
  });

  async function take(refs: readonly DueRef[]): Promise<void> {
    for (const ref of refs.filter(isCanary)) {
      await probe.arrived();
      await (worker?.lane ?? lane).dispatcher.run(ref);
    }
  }

  return { lane, canary: createCanary({ lane, probe, clock, name, looks: 8 }) };
}

async function fly({ canary }: Process, ticking: Process) {
  const timer = setInterval(() => void (road.clock && ticking.lane.dispatcher.tick()), 20);
  const flight = await canary.fly(never);
  clearInterval(timer);
  await ticking.lane.dispatcher.idle();
  return flight;
}

describe('createCanary', () => {
  it('arrives, again and again', async () => {
    const one = startProcess('one');

    const flights = [await fly(one, one), await fly(one, one), await fly(one, one)];

    expect(flights.map(({ kind }) => kind)).toEqual(['arrived', 'arrived', 'arrived']);
  });

  it('arrives where another process is the one that pages', async () => {
    const worker = startProcess('worker');
    const receiver = startProcess('receiver', worker);

    expect((await fly(receiver, worker)).kind).toBe('arrived');
  });

  it('is lost when the queue stands still, even though the clock finds its page', async () => {
    const one = startProcess('one');
    road.queue = false;

    expect(await fly(one, one)).toEqual({ kind: 'lost', because: 'its wake-up did not come out of the queue' });
  });

  it('is lost when the clock stands still', async () => {
    const one = startProcess('one');
    road.clock = false;

    expect(await fly(one, one)).toEqual({ kind: 'lost', because: 'the clock did not send its recovery' });
  });

  it('arrives again after a flight that was lost', async () => {
    const one = startProcess('one');
    road.clock = false;
    await fly(one, one);
    road.clock = true;

    expect((await fly(one, one)).kind).toBe('arrived');
  });

  it('leaves nothing in the ledger for longer than some minutes', async () => {
    const one = startProcess('one');
    await fly(one, one);

    const keys = await redis.redis.keys('*');
    const lasting: string[] = [];
    for (const key of keys) {
      const seconds = await redis.redis.ttl(key);
      if (seconds < 0 || seconds > keepSeconds) lasting.push(key.replace('pr:canary:', ''));
    }

    expect(keys.every((key) => key.startsWith('pr:canary:'))).toBe(true);
    expect(lasting.toSorted()).toEqual([
      'all-incidents',
      'all-notifications',
      'arrivals',
      'incident-counter',
      'outbox',
      'reached',
    ]);
  });
});
