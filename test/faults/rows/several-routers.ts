import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { judge, startScene } from '../scene.js';
import { startStorm } from '../storm.js';
import { withStarted } from '../with-started.js';
import type { FaultRow } from './fault-row.js';

export const severalRouterRows: readonly FaultRow[] = [
  {
    name: 'of two routers one is killed in a storm: the other one does its work',
    play: () =>
      withStarted(startScene({ routers: 2 }), async (scene) => {
        scene.twilio.mode('slow');
        const storm = startStorm(scene.urls, { senders: 4, pauseMs: 20 });
        await sleep(1500);

        await scene.routers[0]?.end('SIGKILL');
        await sleep(1500);
        await storm.stop();
        const { violations } = await judge(scene, [storm]);

        expect(violations).toEqual([]);
        expect(new Set(storm.refused)).toEqual(new Set([0]));
      }),
  },
  {
    name: 'of two routers each is restarted after the other in a storm: nothing is lost, nothing doubled',
    play: () =>
      withStarted(startScene({ routers: 2 }), async (scene) => {
        const storm = startStorm(scene.urls, { senders: 4, pauseMs: 20 });

        for (const router of scene.routers) {
          await sleep(500);
          const ended = await router.end('SIGTERM');
          expect(ended).toEqual({ code: 0, signal: null });
          await router.start();
        }
        await storm.stop();
        const verdict = await judge(scene, [storm]);

        expect(verdict).toEqual({ violations: [], duplicates: 0 });
      }),
  },
];
