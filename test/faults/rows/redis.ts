import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { poll, startRealRouter } from '../real-router.js';
import { judge, placeOf } from '../scene.js';
import { startStorm } from '../storm.js';
import { withStarted } from '../with-started.js';
import type { FaultRow } from './fault-row.js';

export const redisRows: readonly FaultRow[] = [
  {
    name: 'Redis has no memory left (maxmemory): everything is accepted, and paged once there is room again',
    play: () =>
      withStarted(startRealRouter(), async (router) => {
        const place = placeOf(router);
        const storm = startStorm(router.url, { pauseMs: 20 });
        await sleep(500);

        await place.redis.config('SET', 'maxmemory', '1mb');
        const before = storm.accepted.length;
        await sleep(2000);
        await poll(async () => storm.accepted.length > before + 20, 20_000);
        await place.redis.config('SET', 'maxmemory', '0');
        await storm.stop();
        const { violations } = await judge(place, [storm]);

        expect(violations).toEqual([]);
        expect(storm.refused).toEqual([]);
      }),
  },
  {
    name: 'Redis loses every key of BullMQ again and again: everything is paged, once',
    play: () =>
      withStarted(startRealRouter(), async (router) => {
        const place = placeOf(router);
        const storm = startStorm(router.url, { senders: 4, pauseMs: 5 });

        let deleted = 0;
        for (let round = 0; round < 10; round += 1) {
          await sleep(200);
          const keys = await place.redis.keys('pr:bull:*');
          if (keys.length > 0) deleted += await place.redis.del(...keys);
        }
        await storm.stop();
        const verdict = await judge(place, [storm], { claimWithinMs: 10_000 });

        expect(deleted).toBeGreaterThan(0);
        expect(verdict).toEqual({ violations: [], duplicates: 0 });
      }),
  },
];
