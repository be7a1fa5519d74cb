import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { watchMachine } from '../machine-lateness.js';
import { askPlugin, startDeadMansSwitch } from '../outside-watchers.js';
import { poll } from '../real-router.js';
import { judge, onlyRouter, type Scene, startScene } from '../scene.js';
import { type Storm, startStorm } from '../storm.js';
import { withStarted } from '../with-started.js';
import type { FaultRow } from './fault-row.js';

const emergencyWithinMs = 45_000;

interface Outage {
  readonly how: 'kill -9' | 'SIGSTOP';
  readonly seconds: number;
}

const promise =
  'everything is accepted, people hear of it within 45 s, the watchers outside notice, work goes on within 5 s';

export const outageRows: readonly FaultRow[] = [
  { how: 'SIGSTOP' as const, seconds: 90 },
  { how: 'kill -9' as const, seconds: 90 },
  { how: 'SIGSTOP' as const, seconds: 20 },
  { how: 'kill -9' as const, seconds: 20 },
].map((outage) => ({
  name: `Redis is away for ${outage.seconds} s (${outage.how}): ${promise}`,
  play: () =>
    withStarted(startDeadMansSwitch(), ({ url, pings }) =>
      withStarted(startScene({ env: { HEARTBEAT_URL: url } }), async (scene) => {
        const storm = startStorm(scene.urls, { senders: 2, pauseMs: 200 });
        // From now on the router has vouched for itself once.
        await poll(async () => pings.length > 0, 60_000);

        const seen = await playOutage(scene, storm, outage);
        if (seen.wentOnAfterMs > 5000) console.log(onlyRouter(scene).router.output().slice(-9000));
        await storm.stop();
        const { violations } = await judge(scene, [storm], {
          claimWithinMs: 120_000,
          helpless: [{ ...seen, pings }],
        });

        const emergencies = scene.twilio.messages.filter(({ body }) => body.includes('ROUTER DEGRADED'));
        expect(violations).toEqual([]);
        expect(storm.refused).toEqual([]);
        expect(seen.p50Ms).toBeLessThan(300);
        // Sender, router and disk are one machine's: where that was late, so were they.
        expect(seen.p99Ms).toBeLessThan(300 + 3 * seen.machineLateMs);
        expect(seen.wentOnAfterMs).toBeLessThan(5000);
        expect(emergencies).toHaveLength(outage.seconds * 1000 > emergencyWithinMs ? 1 : 0);
        for (const { at } of emergencies) expect(at - seen.from).toBeLessThan(emergencyWithinMs);
      }),
    ),
}));

async function playOutage(scene: Scene, { accepted, tookMs }: Storm, { how, seconds }: Outage) {
  const { server, twilio } = scene;
  const before = accepted.length;
  if (how === 'SIGSTOP') server.signal('SIGSTOP');
  else await server.kill();
  const from = Date.now();
  const machine = await watchMachine();
  await sleep(seconds * 500);
  const plugin = [await askPlugin(onlyRouter(scene).router.url)];
  await sleep(from + seconds * 1000 - Date.now());
  const machineLateMs = await machine.stop();
  const sorted = tookMs.slice(before).sort((a, b) => a - b);
  const texts = twilio.messages.length;
  const until = Date.now();
  if (how === 'SIGSTOP') server.signal('SIGCONT');
  else await server.start();
  const back = performance.now();
  await poll(async () => twilio.messages.length > texts, 20_000);
  const figures = {
    p50Ms: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
    p99Ms: Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
    machineLateMs,
    wentOnAfterMs: Math.round(performance.now() - back),
  };
  console.log(`${how} ${seconds} s: ${sorted.length} accepted, ${JSON.stringify(figures)}`);
  return { from, until, plugin, ...figures };
}
