import { describe, expect, it } from '@jest/globals';
import { poll, startRealRouter } from './real-router.js';
import { judge, placeOf } from './scene.js';
import { startStorm } from './storm.js';
import { withStarted } from './with-started.js';

describe('SIGTERM in the middle of a storm', () => {
  it('ends within 15 s, keeps what was answered 202, and doubles nothing after a new start', () =>
    withStarted(startRealRouter(), async (router) => {
      router.twilio.mode('slow');
      const storm = startStorm(router.url, { senders: 8, pauseMs: 5 });
      await poll(async () => storm.accepted.length > 100, 60_000);

      const before = performance.now();
      const ended = await router.end('SIGTERM');
      const tookMs = performance.now() - before;
      await storm.stop();
      await router.start();
      const verdict = await judge(placeOf(router), [storm]);

      expect(ended).toEqual({ code: 0, signal: null });
      expect(tookMs).toBeLessThan(15_000);
      expect(verdict).toEqual({ violations: [], duplicates: 0 });
    }));
});
