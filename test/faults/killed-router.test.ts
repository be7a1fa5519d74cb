import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { startRealRouter } from './real-router.js';
import { allNotifications, findLost, startStorm, textsByHost, waitUntilTold } from './storm.js';

const kills = 6;

/** Park and Miller's generator: the same seed gives the same moments. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe('kill -9 of the router', () => {
  it(`loses no alert that was answered 202, and pages each once, over ${kills} kills at random moments`, async () => {
    const seed = Number(process.env.FAULT_SEED ?? 1 + (Date.now() % 1_000_000));
    const random = createRandom(seed);
    const router = await startRealRouter();
    router.twilio.mode('slow');
    const storm = startStorm(router.url);

    for (let kill = 0; kill < kills; kill += 1) {
      await sleep(200 + random() * 1200);
      await router.end('SIGKILL');
      await router.start();
    }
    await storm.stop();
    const ledger = router.ledger();
    await waitUntilTold(router, ledger, storm);

    const lost = await findLost(ledger, storm);
    const marked = (await allNotifications(ledger)).filter(({ possibleDuplicate }) => possibleDuplicate).length;
    const texts = [...textsByHost(router)];
    const doubled = texts.filter(([, count]) => count > 1);
    expect({ seed, lost }).toEqual({ seed, lost: [] });
    expect({ seed, more: texts.filter(([, count]) => count > 2) }).toEqual({ seed, more: [] });
    expect(doubled.length).toBeLessThanOrEqual(marked);
    expect(storm.accepted.length).toBeGreaterThan(20);
    expect(router.twilio.violations).toEqual([]);
    await router.stop();
  }, 120_000);
});
