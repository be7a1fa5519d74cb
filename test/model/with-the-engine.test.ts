import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { type Bench, startBench } from '../engine/engines.js';
import { agree, runsOf } from './agree.js';
import { startRealEngine } from './real-engine.js';
import { RULES } from './rules.js';

let bench: Bench;
const { runs, timeoutMs } = runsOf(60);

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

describe('the engine of two processes, and the model of who hears what', () => {
  it(
    'agree after every command',
    () =>
      agree(runs, async () => {
        await bench.clear();
        return startRealEngine(bench, RULES[0]);
      }),
    timeoutMs,
  );
});
