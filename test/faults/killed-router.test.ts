import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createRandom } from './random.js';
import { startRealRouter } from './real-router.js';
import { judge, placeOf } from './scene.js';
import { startStorm } from './storm.js';
import { withStarted } from './with-started.js';

const kills = 6;

describe('kill -9 of the router', () => {
  it(`loses no alert that was answered 202, and pages each once, over ${kills} kills at random moments`, () =>
    withStarted(startRealRouter(), async (router) => {
      const seed = Number(process.env.FAULT_SEED ?? 1 + (Date.now() % 1_000_000));
      const random = createRandom(seed);
      router.twilio.mode('slow');
      const storm = startStorm(router.url);

      for (let kill = 0; kill < kills; kill += 1) {
        await sleep(200 + random() * 1200);
        await router.end('SIGKILL');
        await router.start();
      }
      await storm.stop();
      const { violations } = await judge(placeOf(router), [storm]);

      expect({ seed, violations }).toEqual({ seed, violations: [] });
      expect(storm.accepted.length).toBeGreaterThan(20);
      expect(router.twilio.violations).toEqual([]);
    }));
});
