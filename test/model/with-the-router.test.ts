import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { agree, runsOf } from './agree.js';
import { type RealRouter, startRealRouter } from './real-router.js';
import { RULES } from './rules.js';

let router: RealRouter;
const { runs, timeoutMs } = runsOf(7);

beforeAll(async () => {
  router = await startRealRouter(RULES[0]);
});
afterAll(() => router.stop());

describe('a whole router, and the model of who hears what', () => {
  it(
    'agree after every command',
    () =>
      agree(runs, async () => {
        await router.clear(RULES[0]);
        return router;
      }),
    timeoutMs,
  );
});
