import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { watchMachine } from './machine-lateness.js';
import { poll, startRealRouter } from './real-router.js';
import { judge, placeOf } from './scene.js';
import { startStorm } from './storm.js';
import { withStarted } from './with-started.js';

describe('a Redis that hangs (SIGSTOP), in a storm', () => {
  it.concurrent.each([2, 7])(
    'for %i s: everything is accepted within 2 s from the journal, and paged afterwards',
    (seconds) =>
      withStarted(startRealRouter(), async (router) => {
        const storm = startStorm(router.url, { pauseMs: 20 });
        await poll(async () => storm.accepted.length > 20, 60_000);

        const machine = await watchMachine();
        await router.signalRedis('SIGSTOP');
        await sleep(seconds * 1000);
        await router.signalRedis('SIGCONT');
        await sleep(500);
        await storm.stop();
        const lateness = await machine.stop();
        const { violations } = await judge(placeOf(router), [storm]);

        const sorted = [...storm.tookMs].sort((a, b) => a - b);
        const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? 0;
        console.log(
          `Redis hangs ${seconds} s: ${sorted.length} accepted, p99 ${p99.toFixed(0)} ms; machine late by ${lateness} ms`,
        );
        expect(violations).toEqual([]);
        expect(storm.refused).toEqual([]);
        expect(sorted.at(-1)).toBeLessThan(2000 + 3 * lateness);
      }),
  );
});
