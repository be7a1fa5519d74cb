import { expect } from '@jest/globals';
import { poll, type RealRouter } from '../real-router.js';
import { judge, type Scene, startScene } from '../scene.js';
import { postProblem } from '../storm.js';
import { withStarted } from '../with-started.js';
import type { FaultRow } from './fault-row.js';

const host = 'web1.example';
const blockedMs = 45_000;

export const blockedLoopRows: readonly FaultRow[] = [
  {
    name: 'the event loop of one of two routers stands still for 45 s during its call: the provider gets the text once',
    play: () =>
      playBlocked(async ({ twilio }, router) => {
        await twilio.pauseAt('taken', host, () => router.order('block', blockedMs));
      }),
  },
  {
    name: 'the event loop of one of two routers stands still for 45 s between its claim and its call: the provider gets the text once',
    play: () =>
      playBlocked((_scene, router) =>
        router.order('block-at-reply', { texts: ['"rev":1', '"kind":"claimed"'], ms: blockedMs }),
      ),
  },
];

/** The other router takes the notification up when its lease is over; then the first one awakes. */
async function playBlocked(block: (scene: Scene, router: RealRouter) => Promise<void>): Promise<void> {
  await withStarted(startScene({ routers: 2 }), async (scene) => {
    const [router] = scene.routers;
    if (router === undefined) throw new Error('the scene has no router');
    const isBlocked = block(scene, router);
    const { alertId } = await postProblem(router.url, host);
    await isBlocked;

    await poll(async () => !(await answers(router)), 20_000);
    await poll(() => answers(router), blockedMs + 20_000);
    const accepted = alertId === null ? [] : [{ host, alertId }];
    const { violations } = await judge(scene, [{ accepted }]);

    expect(violations).toEqual([]);
    expect(scene.twilio.messages).toHaveLength(1);
  });
}

async function answers({ url }: RealRouter): Promise<boolean> {
  const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2000) }).catch(() => null);
  return answer?.ok === true;
}
