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

/** Says the same of all hosts again and again, as fast as it is taken, until `meanwhile` is over; the ids answered. */
async function repeatUntil(meanwhile: Promise<unknown>): Promise<string[]> {
  const ids: string[] = [];
  let over = false;
  async function send(n: number): Promise<void> {
    for (let turn = n; !over; turn += SENDERS) {
      const { alertId } = await postProblem(router.url, HOSTS[turn % HOSTS.length] ?? '');
      if (alertId !== null) ids.push(alertId);
    }
  }
  const senders = Array.from({ length: SENDERS }, (_, n) => send(n));
  await hangBriefly();
  await meanwhile;
  over = true;
  await Promise.all(senders);
  return ids;
}

/** The load stands for itself on a fast machine; here it must be one on any: whatever comes meanwhile is on its way at once. */
async function hangBriefly(): Promise<void> {
  await router.signalRedis('SIGSTOP');
  await sleep(500);
  await router.signalRedis('SIGCONT');
}

/** All have a row; how many of them went along with another one. */
async function accountFor(ids: readonly string[]): Promise<number> {
  const ledger = router.ledger();
  await poll(async () => (await ledger.unknownAlerts(ids)).length === 0, 60_000);
  const rows = await router.redis().mget(ids.map((id) => `pr:alert:${id}`));
  return rows.filter((row) => row?.startsWith('{"repeatedBy"')).length;
}

describe('repeats faster than each can be decided', () => {
  it('are all accounted for, and page nobody, when the router is killed meanwhile', async () => {
    const ids = await repeatUntil(sleep(2000).then(() => router.end('SIGKILL')));
    await router.start();

    const wentAlong = await accountFor(ids);

    expect(wentAlong).toBeGreaterThan(0);
    expect(router.twilio.messages).toHaveLength(HOSTS.length);
  }, 120_000);

  it('are all accounted for, and page nobody, when Redis is killed meanwhile', async () => {
    const ids = await repeatUntil(
      sleep(1000)
        .then(() => router.killRedis())
        .then(() => sleep(2000)),
    );

    const wentAlong = await accountFor(ids);

    expect(wentAlong).toBeGreaterThan(0);
    expect(router.twilio.messages).toHaveLength(HOSTS.length);
  }, 120_000);

  it('are all in the ledger when the router has ended', async () => {
    const ids = await repeatUntil(sleep(1500).then(() => router.end('SIGTERM')));
    await router.start();

    expect(await accountFor(ids)).toBeGreaterThan(0);
    expect(router.twilio.messages).toHaveLength(HOSTS.length);
    expect(router.output()).not.toContain('replaying alerts');
  }, 120_000);
});
