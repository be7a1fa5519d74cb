import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { poll, startRealRouter } from '../real-router.js';
import { judge } from '../scene.js';
import { startSentinels } from '../sentinels.js';
import { postProblem, startStorm, textsByHost } from '../storm.js';
import { withStarted } from '../with-started.js';
import type { FaultRow } from './fault-row.js';

export const failoverRows: readonly FaultRow[] = [
  {
    name: 'Redis Sentinel: the master is killed in a storm: everything is accepted, nothing is lost, work goes on',
    play: () =>
      withStarted(startSentinels(), (sentinels) =>
        withStarted(startRealRouter({ env: { REDIS_URL: sentinels.url } }), async (router) => {
          const storm = startStorm(router.url, { pauseMs: 30 });
          await poll(async () => storm.accepted.length > 20, 20_000);

          await sentinels.killMaster();
          await sleep(4000);
          await storm.stop();
          await postProblem(router.url, 'web999000.example');
          await poll(async () => textsByHost(router).has('web999000.example'), 30_000);
          const place = { redis: sentinels.redis, routers: [router], twilio: router.twilio };
          const { violations } = await judge(place, [storm]);

          // A text whose record had not reached the replica may be sent again.
          expect(violations.filter((violation) => !/^I[45]/.test(violation))).toEqual([]);
          expect(storm.refused).toEqual([]);
        }),
      ),
  },
];
