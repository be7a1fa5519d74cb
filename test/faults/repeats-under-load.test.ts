import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { poll, type RealRouter, startRealRouter } from './real-router.js';
import { postProblem } from './storm.js';

const HOSTS = Array.from({ length: 40 }, (_, n) => `web${n}.example`);
const SENDERS = 96;

let router: RealRouter;

beforeEach(async () => {
  router = await startRealRouter();
  await Promise.all(HOSTS.map((host) => postProblem(router.url, host)));
  await poll(async () => router.twilio.messages.length === HOSTS.length, 30_000);
});
afterEach(() => router.stop());

/**
 * Says the same of all hosts again and again, as fast as it is taken; once some have gone along with others, until `meanwhile` is
 * over. The ids answered.
 */
async function repeatUntil(meanwhile: () => Promise<unknown>): Promise<string[]> {
  const ids: string[] = [];
  let over = false;
  async function send(n: number): Promise<void> {
    for (let turn = n; !over; turn += SENDERS) {
      const { alertId } = await postProblem(router.url, HOSTS[turn % HOSTS.length] ?? '');
      if (alertId !== null) ids.push(alertId);
    }
  }
  // However slow the senders are on this machine, all of them have something on its way.
  await router.signalRedis('SIGSTOP');
  const senders = Array.from({ length: SENDERS }, (_, n) => send(n));
  await poll(async () => ids.length > SENDERS, 30_000);
  await router.signalRedis('SIGCONT');
  await poll(async () => (await wentAlong(ids)) > 0, 30_000);
  await meanwhile();
  over = true;
  await Promise.all(senders);
  return ids;
}

/** How many of them are in the ledger as what another one has repeated. */
async function wentAlong(ids: readonly string[]): Promise<number> {
  const rows = await router.redis().mget(ids.map((id) => `pr:alert:${id}`));
  return rows.filter((row) => row?.startsWith('{"repeatedBy"')).length;
}

/** All have a row. */
async function accountFor(ids: readonly string[]): Promise<void> {
  const ledger = router.ledger();
  await poll(async () => (await ledger.unknownAlerts(ids)).length === 0, 60_000);
}

describe('repeats faster than each can be decided', () => {
  it('are all accounted for, and page nobody, when the router is killed meanwhile', async () => {
    const ids = await repeatUntil(() => router.end('SIGKILL'));
    await router.start();

    await accountFor(ids);

    expect(router.twilio.messages).toHaveLength(HOSTS.length);
  });

  it('are all accounted for, and page nobody, when Redis is killed meanwhile', async () => {
    const ids = await repeatUntil(async () => {
      await router.killRedis();
      await sleep(2000);
    });

    await accountFor(ids);

    expect(router.twilio.messages).toHaveLength(HOSTS.length);
  });

  it('are all in the ledger when the router has ended', async () => {
    const ids = await repeatUntil(() => router.end('SIGTERM'));
    await router.start();

    await accountFor(ids);

    expect(router.twilio.messages).toHaveLength(HOSTS.length);
    expect(router.output()).not.toContain('replaying alerts');
  });
});
