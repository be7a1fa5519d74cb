import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { poll, startRealRouter } from '../real-router.js';
import { judge } from '../scene.js';
import { type Sentinels, startSentinels } from '../sentinels.js';
import { postProblem, startStorm, textsByHost } from '../storm.js';
import { withStarted } from '../with-started.js';
import type { FaultRow } from './fault-row.js';

const lastHost = 'web999000.example';

export const failoverRows: readonly FaultRow[] = [
  {
    name: 'Redis Sentinel: the master is killed in a storm: everything is accepted, nothing is lost, work goes on',
    play: () =>
      playFailover(async (sentinels) => {
        await sentinels.killMaster();
        await sleep(4000);
      }),
  },
  {
    name: 'Redis Sentinel: a replica takes over three times in a storm: everything is accepted, nothing is lost',
    play: () =>
      playFailover(async (sentinels) => {
        for (let time = 0; time < 3; time += 1) {
          await sleep(1000);
          await sentinels.failOver();
        }
      }),
  },
];

export const partitionRows: readonly FaultRow[] = [
  {
    name: 'Redis Sentinel: a master is cut off for 30 s together with its clients: what it took and lost is replayed',
    play: () =>
      playFailover(async (sentinels) => {
        const before = await sentinels.masterAddress();
        sentinels.partition.cut();
        await poll(async () => (await sentinels.masterAddress()) !== before, 20_000);
        await sleep(30_000);
        sentinels.partition.heal();
      }),
  },
];

/** In a storm; and everything is told in the end, over the master of then. */
async function playFailover(play: (sentinels: Sentinels) => Promise<void>): Promise<void> {
  await withStarted(startSentinels(), (sentinels) =>
    withStarted(startRealRouter({ env: { REDIS_URL: sentinels.url } }), async (router) => {
      const storm = startStorm(router.url, { pauseMs: 100 });
      await poll(async () => storm.accepted.length > 20, 20_000);

      await play(sentinels);
      await storm.stop();
      const { alertId } = await postProblem(router.url, lastHost);
      await poll(async () => textsByHost(router).has(lastHost), 45_000);
      const last = alertId === null ? [] : [{ host: lastHost, alertId }];
      const place = { redis: sentinels.redis, routers: [router], twilio: router.twilio };
      const { violations } = await judge(place, [storm, { accepted: last }], { claimWithinMs: 90_000 });

      // A text whose record had not reached the replica may be sent again.
      expect(violations.filter((violation) => !/^I[45]/.test(violation))).toEqual([]);
      expect(storm.refused).toEqual([]);
    }),
  );
}
