import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { poll, startRealRouter } from '../real-router.js';
import { judge, placeOf } from '../scene.js';
import { startStorm, textsByHost } from '../storm.js';
import { withStarted } from '../with-started.js';
import type { FaultRow } from './fault-row.js';

export const providerRows: readonly FaultRow[] = [
  {
    name: 'the provider answers 429 for 3 s: everything is paged afterwards, once',
    play: () =>
      withStarted(startRealRouter(), async (router) => {
        router.twilio.mode('429');
        const storm = startStorm(router.url);

        await sleep(3000);
        router.twilio.mode('ok');
        await storm.stop();
        const verdict = await judge(placeOf(router), [storm]);

        expect(verdict).toEqual({ violations: [], duplicates: 0 });
      }),
  },
  {
    name: 'the provider answers 500, cuts before and after it has taken the text: the router asks before it sends again',
    play: () =>
      withStarted(startRealRouter(), async (router) => {
        const storm = startStorm(router.url, { pauseMs: 100 });

        for (const mode of ['500', 'reset-before', 'reset-after-accept'] as const) {
          router.twilio.mode(mode);
          await sleep(700);
        }
        router.twilio.mode('ok');
        await storm.stop();
        const verdict = await judge(placeOf(router), [storm]);

        expect(verdict).toEqual({ violations: [], duplicates: 0 });
      }),
  },
  {
    name: 'the provider never answers some calls: the others go out meanwhile, and these in the end',
    play: () =>
      withStarted(startRealRouter(), async (router) => {
        router.twilio.mode('hang', 5);
        const storm = startStorm(router.url, { pauseMs: 100 });

        await sleep(3000);
        await storm.stop();
        const meanwhile = router.twilio.messages.length;
        const { violations } = await judge(placeOf(router), [storm]);

        expect(meanwhile).toBeGreaterThan(10);
        expect(violations).toEqual([]);
      }),
  },
  ...[5, 9].map((seconds) => ({
    name: `the provider answers after ${seconds} s: everything is paged, once`,
    play: () =>
      withStarted(startRealRouter(), async (router) => {
        router.twilio.mode({ answersAfterMs: seconds * 1000 });
        const storm = startStorm(router.url, { senders: 1, pauseMs: 300 });

        await poll(async () => storm.accepted.length >= 10, 20_000);
        await storm.stop();
        await poll(async () => storm.accepted.every(({ host }) => textsByHost(router).has(host)), 60_000);
        const verdict = await judge(placeOf(router), [storm]);

        expect(verdict).toEqual({ violations: [], duplicates: 0 });
      }),
  })),
];
