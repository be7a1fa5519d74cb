import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { poll } from '../real-router.js';
import { judge, onlyRouter, type Scene, startScene } from '../scene.js';
import { annsPhone, bobsPhone, stageRules } from '../stages/stage.js';
import { postProblem } from '../storm.js';
import { withStarted } from '../with-started.js';
import type { FaultRow } from './fault-row.js';

const minute = 60_000;
const hour = 60 * minute;
/** Of the policy `quick`: bob is paged so long after ann. */
const stepMs = 3000;
/** One look a second, and the way to the provider. */
const lateMs = 4000;

export const clockRows: readonly FaultRow[] = [
  {
    name: 'two routers whose clocks are 10 min fast and 10 min slow: each step fires once, at its moment by the time of Redis',
    play: () =>
      withStarted(
        startScene({
          rules: stageRules,
          routers: 2,
          each: [{ faults: { clock: 10 * minute } }, { faults: { clock: -10 * minute } }],
        }),
        async (scene) => {
          const posted = [];
          for (const [n, url] of scene.urls.entries()) {
            const host = `web8${n}.example`;
            posted.push({ host, alertId: (await postProblem(url, host)).alertId ?? '' });
          }
          await poll(async () => scene.twilio.phone(bobsPhone).texts.length === posted.length, 15_000);
          await sleep(stepMs);
          const verdict = await judge(scene, [{ accepted: posted }]);

          for (const { host } of posted) expectStepInTime(scene, host);
          expect(verdict).toEqual({ violations: [], duplicates: 0 });
        },
      ),
  },
  ...([hour, -hour, 24 * hour, -24 * hour] as const).map((jumpMs) => ({
    name: `the clock jumps by ${jumpMs / hour} h between two steps: no step fires twice, the next one at its moment`,
    play: () =>
      withStarted(startScene({ rules: stageRules, each: [{ faults: { clock: 0 } }] }), async (scene) => {
        const { router } = onlyRouter(scene);
        const host = 'web81.example';
        const { alertId } = await postProblem(router.url, host);
        await poll(async () => scene.twilio.phone(annsPhone).texts.length === 1, 10_000);

        await router.order('clock', jumpMs);
        await poll(async () => scene.twilio.phone(bobsPhone).texts.length > 0, 15_000);
        // A third step is half an hour away: it must not fire because the clock says that it is past.
        await sleep(2 * stepMs);
        const verdict = await judge(scene, [{ accepted: [{ host, alertId: alertId ?? '' }] }]);

        expectStepInTime(scene, host);
        expect(verdict).toEqual({ violations: [], duplicates: 0 });
      }),
  })),
];

/** By the clock of the provider, which nobody has moved. */
function expectStepInTime({ twilio }: Scene, host: string): void {
  const [ann, bob] = [annsPhone, bobsPhone].map((phone) =>
    twilio.phone(phone).messages.filter(({ body }) => body.includes(host)),
  );
  const between = (bob?.[0]?.at ?? 0) - (ann?.[0]?.at ?? 0);

  expect([ann?.length, bob?.length]).toEqual([1, 1]);
  expect(between).toBeGreaterThan(stepMs - 1000);
  expect(between).toBeLessThan(stepMs + lateMs);
}
