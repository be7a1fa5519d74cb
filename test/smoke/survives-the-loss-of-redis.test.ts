import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRedis, type TestRedis } from '../harness/redis.js';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidRules, parsoidUp } from './rules.js';

describe('Redis is away', () => {
  let redis: TestRedis;
  let router: TestRouter;

  beforeEach(async () => {
    redis = await startTestRedis();
    router = await startTestRouter({ rules: parsoidRules, env: { REDIS_URL: `unix://${redis.socketPath}` } });
  });

  afterEach(async () => {
    await router.stop();
    await redis.stop();
  });

  it('accepts alerts all the same, and brings them in and pages for them when it is back', async () => {
    await redis.kill();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => router.alert('icinga', parsoidDown({ 'host.name': `wtp10${10 + n}` }))),
    );

    await redis.start();
    await redisIsBack();

    await router.phone('roan').expectSms(/Parsoid/);
    const incident = await router.api('GET', '/incidents/1');
    expect(new Set(answers.map(({ alertId }) => alertId)).size).toBe(20);
    expect(incident).toMatchObject({ state: 'triggered', checkCount: { failing: 20, total: 20 } });
  });

  it('pages nobody for what has recovered while it was away', async () => {
    await redis.kill();
    await router.alert('icinga', parsoidDown());
    await router.alert('icinga', parsoidUp());

    await redis.start();
    await redisIsBack();

    await router.expectNoMoreMessages();
    expect(await router.api('GET', '/incidents')).toMatchObject({ items: [] });
  });

  it('sends one emergency page per person after half a minute, and does not page again for it', async () => {
    await redis.kill();
    await router.alert('icinga', parsoidDown());
    await router.alert('icinga', parsoidDown({ 'host.name': 'db1017', 'service.name': 'MySQL Slave Running' }));
    await look('29s');
    expect(router.twilio.messages).toHaveLength(0);

    await look('1s');
    await router.phone('daniel').expectSms(/ROUTER DEGRADED.*2 alerts/s);
    await router.phone('roan').expectSms(/ROUTER DEGRADED.*1 alert\b/s);
    await redis.start();
    await redisIsBack();

    await router.expectNoMoreMessages('sms');
    expect(await router.api('GET', '/incidents/1')).toMatchObject({ state: 'triggered' });
    expect(JSON.stringify(await router.api('GET', '/incidents/1'))).toMatch(/told by the emergency page/);
  });

  it('leaves those asleep in the emergency who are to be paged later, until their time has come', async () => {
    await router.stop();
    const later = 'subscriptions:\n  - { who: gabriel, to: parsoid, after: 2m }';
    const rules = parsoidRules.replace('subscriptions:', later);
    router = await startTestRouter({ rules, env: { REDIS_URL: `unix://${redis.socketPath}` } });
    await redis.kill();
    await router.alert('icinga', parsoidDown());

    await look('30s');
    await router.phone('roan').expectSms(/ROUTER DEGRADED/);
    const early = router.phone('gabriel').texts.length;
    await look('90s');

    expect(early).toBe(0);
    await router.phone('gabriel').expectSms(/ROUTER DEGRADED/);
    await redis.start();
    await redisIsBack();
  });

  it('tells the all-pages people after five minutes which incidents stand still', async () => {
    await router.alert('icinga', parsoidDown());
    await router.phone('daniel').expectSms(/CRITICAL/);
    await router.phone('roan').expectSms(/CRITICAL/);
    await look('16s');
    await redis.kill();
    await look('1s');

    await look('5m');

    await router.phone('daniel').expectSms(/escalation stands still.*#1 Parsoid/s);
    await redis.start();
    await redisIsBack();
  });

  it('replays its journal to a Redis that has lost what it had answered', async () => {
    await router.alert('icinga', parsoidDown());
    await router.phone('roan').expectSms(/CRITICAL/);

    await redis.redis.flushall();
    await router.restart();
    await redisIsBack();

    expect(await router.api('GET', '/incidents?state=open')).toMatchObject({ items: [{ service: 'parsoid' }] });
  });

  /** Moves the clock without asking Redis what is due. */
  async function look(duration: string): Promise<void> {
    router.clock.skip(duration);
    await router.app.lookAtLedger();
  }

  async function redisIsBack(): Promise<void> {
    for (let answers = false; !answers; ) {
      answers = await router.app.settled().then(
        () => true,
        () => false,
      );
      await sleep(20);
    }
    await router.app.lookAtLedger();
    await router.settle();
  }
});
