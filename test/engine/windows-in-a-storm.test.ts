import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { watchWindow } from '../../src/engine/windows/watch-window.js';
import { buildAlert, buildRecovery, evening, minute } from '../pipeline/decide/evening.js';
import { type Bench, startBench, type TestEngine } from './engines.js';

const held = 600;
let bench: Bench;
let engine: TestEngine;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  await bench.clear();
  engine = await bench.engine();
});

async function openOnStorm(): Promise<string> {
  const result = await engine.operations.openWindow(
    { services: [], match: [{ host: 'web*' }], endsAt: evening + 30 * minute, reason: 'new racks' },
    { person: 'daniel', via: 'cli' },
  );
  if (result.kind !== 'done') throw new Error(`not opened: ${JSON.stringify(result)}`);
  await bench.settle(engine);
  await Promise.all(hosts().map((host) => engine.triage(buildAlert({ host, check: 'ping', receivedAt: evening }))));
  await bench.settle(engine);
  return result.value.id;
}

function hosts(): string[] {
  return Array.from({ length: held }, (_, n) => `web${n}`);
}

/** Looks at the window; resolves with how many incidents were read for it. */
async function look(id: string): Promise<number> {
  let reads = 0;
  const readIncident: typeof bench.ledger.readIncident = (one) => {
    reads += 1;
    return bench.ledger.readIncident(one);
  };
  await watchWindow({ ...engine.deps, ledger: { ...bench.ledger, readIncident } }, id);
  return reads;
}

describe('a window that holds a storm', () => {
  it('is looked through when its people are told of it, not before', async () => {
    const id = await openOnStorm();

    const early = await look(id);
    bench.clock.set(evening + 26 * minute);
    const atWarning = await look(id);

    expect([early, atWarning]).toEqual([0, held]);
  });

  it('that waits for quiet is looked through until something fails, and whole before it ends', async () => {
    const id = await openOnStorm();
    await engine.operations.settleWindow(id, minute, { person: 'daniel', via: 'cli' });

    const whileFailing = await look(id);
    await Promise.all(
      hosts().map((host) => engine.triage(buildRecovery({ host, check: 'ping', receivedAt: evening }))),
    );
    const whenWell = await look(id);

    expect(whileFailing).toBeLessThan(held);
    expect(whenWell).toBe(held);
    await bench.advance(2 * minute, engine);
    expect(await bench.ledger.windows.read(id)).toMatchObject({ endedBy: 'monitoring' });
  });
});
