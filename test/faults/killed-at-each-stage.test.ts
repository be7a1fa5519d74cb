import { beforeAll, describe, expect, it } from '@jest/globals';
import { poll } from './real-router.js';
import { judge, startScene } from './scene.js';
import { deliveryStages } from './stages/delivery-stages.js';
import { incidentStages } from './stages/incident-stages.js';
import { intakeStages } from './stages/intake-stages.js';
import { type PlayedLane, type PlayedStage, playLane } from './stages/play-stages.js';
import { annsPhone, killAtLedger, stageRules } from './stages/stage.js';
import { postProblem, textsByHost } from './storm.js';
import { withStarted } from './with-started.js';

/** The longest: of an SMS that is being sent. */
const leaseMs = 20_000;
const lanes = [intakeStages, incidentStages, deliveryStages];

describe('kill -9 of the router at each named stage', () => {
  let played: readonly PlayedLane[];

  // Side by side, each on a Redis of its own: most of the time is starting again and waiting for leases.
  beforeAll(async () => {
    played = await Promise.all(lanes.map(playLane));
  }, 400_000);

  function playedAt(name: string): PlayedStage & Pick<PlayedLane, 'upAt'> {
    const all = played.flatMap(({ stages, upAt }) => stages.map((one) => ({ ...one, upAt })));
    const found = all.find(({ stage }) => stage.name === name);
    if (found === undefined) throw new Error(`${name} was not played`);
    return found;
  }

  it.each(lanes.flat())(
    '$name: nothing is lost, one text, one more only if marked, within 30 s',
    ({ name, texts = 1 }) => {
      const { accepted, killedAt, upAt, violations, ...told } = playedAt(name);
      const marked = told.notifications.filter(({ possibleDuplicate }) => possibleDuplicate);
      const lastAt = Math.max(...told.notifications.map(({ updatedAt }) => updatedAt));

      expect(accepted).not.toEqual([]);
      expect(violations).toEqual([]);
      expect(told.notifications.map(({ state }) => state)).toEqual(Array.from({ length: texts }, () => 'accepted'));
      expect(told.texts.length).toBeGreaterThanOrEqual(texts);
      expect(told.texts.length).toBeLessThanOrEqual(texts + marked.length);
      // Other stages are played while a lease runs out, so that there may be no router at its end.
      expect(lastAt - Math.max(killedAt + leaseMs, upAt)).toBeLessThan(30_000 - leaseMs);
    },
  );

  it('doubles no more than what was under way, and leaves nothing that is wrong', () => {
    expect(played.flatMap(({ verdict }) => verdict.violations)).toEqual([]);
    expect(played.flatMap(({ misuse }) => misuse)).toEqual([]);
    expect(played.map(({ verdict }) => verdict.duplicates)).toEqual([0, 0, expect.any(Number)]);
    expect(played[2]?.verdict.duplicates).toBeLessThanOrEqual(deliveryStages.length);
  });

  it.each(['request', 'reply'] as const)(
    'T3 job added (at its %s): the worker finds the page of the killed receiver by itself',
    (at) =>
      withStarted(
        startScene({
          rules: stageRules,
          routers: 2,
          each: [{ env: { ROLE: 'receiver' } }, { env: { ROLE: 'worker' } }],
        }),
        async (scene) => {
          const [router, proxy, host] = [scene.routers[0], scene.proxies[0], 'web1.example'];
          if (router === undefined || proxy === undefined) throw new Error('the scene has no receiver');
          const stand = { router, proxy, twilio: scene.twilio, host, post: async () => {} };

          const killed = killAtLedger(stand, { at, texts: ['pr:bull:', annsPhone] });
          const { alertId } = await postProblem(router.url, host, host);
          await killed;
          const killedAt = performance.now();
          await poll(async () => textsByHost(scene).has(host), 30_000);
          const tookMs = performance.now() - killedAt;
          await router.start();
          if (alertId === null) await postProblem(router.url, host, host);
          const verdict = await judge(scene, [{ accepted: alertId === null ? [] : [{ host, alertId }] }]);

          expect(tookMs).toBeLessThan(10_000);
          expect(verdict).toEqual({ violations: [], duplicates: 0 });
          expect(scene.twilio.messages).toHaveLength(1);
        },
      ),
  );
});
