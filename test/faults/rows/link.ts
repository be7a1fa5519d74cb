import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { ledgerScripts } from '../ledger-scripts.js';
import { poll } from '../real-router.js';
import { judge, onlyRouter, startScene } from '../scene.js';
import { postProblem, startStorm, textsByHost } from '../storm.js';
import { withStarted } from '../with-started.js';
import type { FaultRow } from './fault-row.js';

export const linkRows: readonly FaultRow[] = [
  {
    name: 'the link to Redis swallows every byte for 8 s: everything is accepted, and paged within 10 s after it is mended',
    play: () =>
      withStarted(startScene(), async (scene) => {
        const { proxy } = onlyRouter(scene);
        const storm = startStorm(scene.urls, { pauseMs: 50 });
        await sleep(500);

        proxy.swallow('both');
        await sleep(8000);
        proxy.heal();
        await storm.stop();
        await postProblem(scene.urls[0] ?? '', 'web999000.example');
        const mended = performance.now();
        await poll(async () => textsByHost(scene).has('web999000.example'), 20_000);
        const tookMs = performance.now() - mended;
        const { violations } = await judge(scene, [storm]);

        expect(violations).toEqual([]);
        expect(storm.refused).toEqual([]);
        expect(tookMs).toBeLessThan(10_000);
      }),
  },
  {
    name: 'the link to Redis swallows only the replies, is cut again and again, is slow: nothing is lost',
    play: () =>
      withStarted(startScene(), async (scene) => {
        const { proxy } = onlyRouter(scene);
        const storm = startStorm(scene.urls, { pauseMs: 50 });
        await sleep(300);

        proxy.swallow('to-router');
        await sleep(1500);
        proxy.heal();
        await sleep(5000);
        for (let cut = 0; cut < 5; cut += 1) {
          await sleep(300);
          proxy.cut();
        }
        proxy.delay(200);
        await sleep(1500);
        proxy.delay(0);
        await storm.stop();
        const { violations } = await judge(scene, [storm]);

        expect(violations).toEqual([]);
        expect(storm.refused).toEqual([]);
      }),
  },
  {
    name: 'the link to Redis loses the reply of each function that a page passes three times: each is done once',
    play: () =>
      withStarted(startScene(), async (scene) => {
        const { proxy } = onlyRouter(scene);
        const storm = startStorm(scene.urls, { senders: 1, pauseMs: 30 });

        for (const sha of Object.values(ledgerScripts)) {
          for (let time = 0; time < 3; time += 1) await proxy.dropReplyTo(sha);
        }
        await storm.stop();
        const { violations, duplicates } = await judge(scene, [storm]);

        expect(violations).toEqual([]);
        expect(duplicates).toBeLessThanOrEqual(3);
      }),
  },
];
