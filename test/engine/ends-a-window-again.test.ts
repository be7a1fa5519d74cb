import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { unmuteByText } from '../../src/engine/answer/unmute-by-text.js';
import { buildAlert, minute, story } from '../pipeline/decide/evening.js';
import { buildRules } from '../pipeline/route/rules-builder.js';
import { type Bench, startBench, type TestEngine } from './engines.js';

let bench: Bench;
let engine: TestEngine;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  await bench.clear();
  engine = await bench.engine();
  const endsAt = bench.clock.now() + 30 * minute;
  await engine.operations.openWindow({ services: ['parsoid'], match: [], endsAt, reason: 'deploy' }, roan);
});

const roan = { person: 'roan', via: 'sms' };

/** `unmute #1` of Roan, now; `resumed`: a process died over it, perhaps after it was done. */
async function unmute(at: number, resumed: boolean) {
  const person = buildRules(story).people.get('roan');
  if (person === undefined) throw new Error('the story has a Roan');
  const text = { v: 1 as const, id: 'SM1', from: '+12025550143', body: 'unmute #1', word: null, at };
  const nobody = () => {
    throw new Error('nobody is asked');
  };
  const trail = { note: async () => undefined };
  const deps = { ...engine.deps, operations: engine.operations, ops: engine.ops, trail, requests: nobody };
  return unmuteByText(deps, { text, person, resumed }, { kind: 'unmute', target: { kind: 'incident', number: 1 } });
}

describe('a text that ends a window', () => {
  it.each([
    ['holds the incident', 'problem'],
    ['silences the service of one that is over', 'recovery'],
  ] as const)('finds what it has done where it is taken up again, also where the window %s', async (_name, last) => {
    await engine.triage(buildAlert({ receivedAt: bench.clock.now() }));
    if (last === 'recovery') await engine.triage(buildAlert({ kind: last, receivedAt: bench.clock.now() + 1 }));
    await bench.settle(engine);
    const at = bench.clock.now();

    const first = await unmute(at, false);
    await bench.advance(minute, engine);
    const resumed = await unmute(at, true);
    const repeated = await unmute(bench.clock.now(), false);

    expect(first).toEqual({ effect: true, reply: 'Unmuted parsoid: what fails there pages again.' });
    expect(resumed).toEqual(first);
    expect(repeated).toEqual({ effect: false, reply: 'No window silences it: nothing was done.' });
  });

  it('ends no other window where it is taken up again', async () => {
    const endsAt = bench.clock.now() + 240 * minute;
    const ops = { person: 'daniel', via: 'cli' };
    await engine.operations.openWindow({ services: ['parsoid'], match: [], endsAt, reason: 'kernels' }, ops);
    await engine.triage(buildAlert({ receivedAt: bench.clock.now() }));
    await bench.settle(engine);
    const at = bench.clock.now();

    const first = await unmute(at, false);
    await bench.advance(minute, engine);
    const resumed = await unmute(at, true);

    expect(first.reply).toMatch(/^Ended a window on parsoid; another one silences it until /);
    expect(resumed).toEqual(first);
    expect(await engine.operations.currentWindows()).toMatchObject([{ reason: 'kernels', endedBy: null }]);
  });

  it('takes no window for its own that an earlier text has ended', async () => {
    await engine.triage(buildAlert({ receivedAt: bench.clock.now() }));
    await unmute(bench.clock.now(), false);
    await bench.advance(minute, engine);

    expect(await unmute(bench.clock.now(), true)).toMatchObject({ effect: false });
  });
});
