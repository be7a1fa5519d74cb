import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { poll } from '../faults/real-router.js';
import { startTestRedis, type TestRedis } from '../harness/redis.js';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidRules } from './rules.js';

describe('a router that starts without its Redis', () => {
  let redis: TestRedis;
  let router: TestRouter;

  async function start(): Promise<void> {
    router = await startTestRouter({ rules: parsoidRules, env: { REDIS_URL: `unix://${redis.socketPath}` } });
  }

  beforeEach(async () => {
    redis = await startTestRedis();
  });

  afterEach(async () => {
    redis.signal('SIGCONT');
    await router.stop();
    await redis.stop();
  });

  it('serves within seconds, says so, pages after half a minute, and pages nobody twice when Redis is there', async () => {
    await redis.kill();
    const begun = performance.now();
    await start();
    const took = performance.now() - begun;
    const ready = await readiness();
    await router.alert('icinga', parsoidDown());

    await look('29s');
    const early = router.twilio.messages.length;
    await look('1s');
    await router.phone('daniel').expectSms(/ROUTER DEGRADED: its store.*1 alert\b/s);
    await router.phone('roan').expectSms(/ROUTER DEGRADED: its store.*1 alert\b/s);
    await router.phone('daniel').expectSms(/ROUTER DEGRADED: started at .* without its store.*cannot use Redis/s);
    await redis.start();
    await redisIsInUse();

    expect(took).toBeLessThan(10_000);
    expect(router.app.storedIn).toMatch(/WHICH IS NOT THERE: cannot use Redis at .*kept in the journal/);
    expect(ready.status).toBe(200);
    expect(ready.warnings).toContainEqual(expect.objectContaining({ code: 'redis-missing' }));
    expect(early).toBe(0);
    await router.expectNoMoreMessages('sms');
    expect(await router.api('GET', '/incidents/1')).toMatchObject({ state: 'triggered', service: 'parsoid' });
    expect((await readiness()).warnings).not.toContainEqual(expect.objectContaining({ code: 'redis-missing' }));
  });

  it('keeps alerts of a Redis that hangs, and acts on them when it goes on', async () => {
    redis.signal('SIGSTOP');
    await start();
    const begun = performance.now();
    await router.alert('icinga', parsoidDown());
    const took = performance.now() - begun;

    redis.signal('SIGCONT');
    await redisIsInUse();

    expect(took).toBeLessThan(10_000);
    await router.phone('roan').expectSms(/CRITICAL/);
    await router.phone('daniel').expectSms(/CRITICAL/);
    await router.expectNoMoreMessages('sms');
  });

  it('pages nobody for a deploy that was announced before', async () => {
    await start();
    await router.pagectl('maintenance', 'start', 'parsoid', '--for', '1h', '--reason', 'deploy');
    await router.settle();
    await redis.kill();
    await router.restart();

    await router.alert('icinga', parsoidDown());
    await look('30s');

    await router.phone('daniel').expectSms(/started at .* without its store/);
    expect(router.phone('roan').texts).toEqual([]);
    await redis.start();
    await redisIsInUse();
    expect(await router.api('GET', '/incidents/1')).toMatchObject({
      suppressed: { reason: 'maintenance window "deploy"' },
    });
    // A router that is stopped while Redis is away lets its queue go after 10 s.
  });

  it('tells the all-pages people after five minutes that nobody knows which incidents stand still', async () => {
    await redis.kill();
    await start();

    await look('5m');

    await router.phone('daniel').expectSms(/escalation stands still.*is not known/s);
    expect(router.phone('roan').texts).toEqual([]);
    await redis.start();
    await redisIsInUse();
  });

  it('does not use a Redis that may forget keys, and tells ops why', async () => {
    await redis.redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    redis.signal('SIGSTOP');
    await start();
    redis.signal('SIGCONT');

    await poll(async () => (await readiness()).warnings.some(({ code }) => code === 'redis-refused'), 30_000);
    await look('30s');
    await router.phone('daniel').expectSms(/without its store.*may evict keys/s);
    await router.alert('icinga', parsoidDown());
    const meanwhile = await redis.redis.keys('pr:*');
    await redis.redis.config('SET', 'maxmemory-policy', 'noeviction');
    await redisIsInUse();

    expect(meanwhile).toEqual([]);
    await router.phone('roan').expectSms(/CRITICAL/);
  });

  async function readiness() {
    const answer = await fetch(`${router.app.address}/readyz`);
    const body = (await answer.json()) as { readonly warnings: readonly { readonly code: string }[] };
    return { status: answer.status, warnings: body.warnings };
  }

  async function look(duration: string): Promise<void> {
    router.clock.skip(duration);
    await router.app.lookAtLedger();
  }

  async function redisIsInUse(): Promise<void> {
    await poll(
      () =>
        router.app.settled().then(
          () => true,
          () => false,
        ),
      10_000,
    );
    await router.app.lookAtLedger();
    await router.settle();
  }
});
