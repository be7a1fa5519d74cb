import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { poll, startRealRouter } from './real-router.js';
import { judge, placeOf } from './scene.js';
import { postProblem, startStorm, textsByHost } from './storm.js';
import { withStarted } from './with-started.js';

describe('kill -9 of the own Redis', () => {
  it('accepts everything meanwhile, keeps what was answered 202, and goes on within five seconds', () =>
    withStarted(startRealRouter(), async (router) => {
      const storm = startStorm(router.url, { pauseMs: 10 });

      for (let crash = 0; crash < 3; crash += 1) {
        await sleep(500);
        await router.killRedis();
        const back = performance.now();
        await poll(async () => (await postProblem(router.url, `web99900${crash}.example`)).status === 202, 30_000);
        await poll(async () => textsByHost(router).has(`web99900${crash}.example`), 30_000);
        expect(performance.now() - back).toBeLessThan(10_000);
      }
      await storm.stop();
      const { violations } = await judge(placeOf(router), [storm]);

      expect(violations).toEqual([]);
      expect(storm.refused).toEqual([]);
    }));
});
