import { describe, expect, it } from '@jest/globals';
import { poll, startRealRouter } from './real-router.js';
import { findLost, startStorm, textsByHost, waitUntilTold } from './storm.js';

describe('SIGTERM in the middle of a storm', () => {
  it('ends within 15 s, keeps what was answered 202, and doubles nothing after a new start', async () => {
    const router = await startRealRouter();
    router.twilio.mode('slow');
    const storm = startStorm(router.url, { senders: 8, pauseMs: 5 });
    await poll(async () => storm.accepted.length > 100, 20_000);

    const before = performance.now();
    const ended = await router.end('SIGTERM');
    const tookMs = performance.now() - before;
    await storm.stop();
    await router.start();
    const ledger = router.ledger();
    await waitUntilTold(router, ledger, storm);

    expect(ended).toEqual({ code: 0, signal: null });
    expect(tookMs).toBeLessThan(15_000);
    expect(await findLost(ledger, storm)).toEqual([]);
    expect([...textsByHost(router)].filter(([, count]) => count > 1)).toEqual([]);
    await router.stop();
  }, 120_000);
});
