import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { poll, type RealRouter, startRealRouter } from '../real-router.js';
import { judge, placeOf } from '../scene.js';
import { type Storm, startStorm, waitUntilTold } from '../storm.js';
import { withStarted } from '../with-started.js';
import type { FaultRow } from './fault-row.js';

export const fileRows: readonly FaultRow[] = [
  ...[1, 4096].map((bytes) => ({
    name: `damage to Redis' file: a tail that lacks ${bytes} bytes: the journal brings back every alert, and nobody stays untold`,
    play: () =>
      withStarted(startRealRouter(), async (router) => {
        const storm = await makeHistory(router);

        const path = await appendOnlyFile(router);
        const { length } = await readFile(path);
        await truncate(path, length - bytes);
        await router.start();
        const { violations } = await judge(placeOf(router), [storm]);

        // What was told in the part that is lost is told again, and its first text is not in the ledger any more.
        expect(violations.filter((violation) => !/^I[45]/.test(violation))).toEqual([]);
      }),
  })),
  {
    name: "damage to Redis' file: in the middle: the router starts without Redis, leaves the file as it is, and starts Redis when it is mended",
    play: () =>
      withStarted(startRealRouter(), async (router) => {
        const storm = await makeHistory(router);

        const path = await appendOnlyFile(router);
        const whole = await readFile(path);
        // The start of a command. Damage inside a value is not seen by Redis, which keeps no checksums.
        const at = whole.indexOf('\r\n*', Math.floor(whole.length / 2)) + 2;
        const broken = Buffer.from(whole).fill(0, at, at + 1);
        await writeFile(path, broken);
        await router.start();
        const meanwhile = startStorm(router.url, { senders: 1, pauseMs: 100, hosts: 5000 });
        await poll(async () => meanwhile.accepted.length >= 3, 20_000);
        await poll(async () => /redis-check-aof/.test(await warnings(router)), 20_000);
        const left = await readFile(path);
        await writeFile(path, whole);
        await poll(async () => !/redis-missing/.test(await warnings(router)), 20_000);
        await meanwhile.stop();
        const verdict = await judge(placeOf(router), [storm, meanwhile]);

        expect(router.output()).toMatch(/WHICH IS NOT THERE/);
        expect(left.equals(broken)).toBe(true);
        expect(meanwhile.refused).toEqual([]);
        expect(verdict).toEqual({ violations: [], duplicates: 0 });
      }),
  },
];

/** Some alerts, all told; then router and Redis are stopped. */
async function makeHistory(router: RealRouter): Promise<Storm> {
  const storm = startStorm(router.url, { pauseMs: 10 });
  await poll(async () => storm.accepted.length >= 30, 20_000);
  await storm.stop();
  await waitUntilTold(router, router.ledger(), storm);
  await router.end('SIGTERM');
  return storm;
}

async function warnings({ url }: RealRouter): Promise<string> {
  return (await fetch(`${url}/readyz`)).text();
}

async function appendOnlyFile({ dataDirectory }: RealRouter): Promise<string> {
  const directory = join(dataDirectory, 'redis', 'appendonlydir');
  const name = (await readdir(directory)).find((one) => one.endsWith('.incr.aof'));
  return join(directory, name ?? '');
}
