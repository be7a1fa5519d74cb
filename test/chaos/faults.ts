import { setTimeout as sleep } from 'node:timers/promises';
import { ledgerScripts } from '../faults/ledger-scripts.js';
import type { RealRouter } from '../faults/real-router.js';
import type { Scene } from '../faults/scene.js';
import type { StandInMode } from '../harness/twilio-stand-in.js';

/** A number from 0 to 1. */
export type Random = () => number;

export interface Fault {
  readonly name: string;
  /** It ends a process without asking it. */
  readonly kills: boolean;
  /** Breaks something, and mends it. */
  play(scene: Scene, random: Random): Promise<void>;
}

const second = 1000;

/** All faults of the chaos run. What each breaks is whole again when it ends. */
export const faults: readonly Fault[] = [
  { name: 'kill -9 of a router', kills: true, play: killRouter },
  { name: 'kill -9 of a router', kills: true, play: killRouter },
  { name: 'kill -9 of Redis', kills: true, play: killRedis },
  { name: 'SIGTERM of a router', kills: false, play: restartRouter },
  { name: 'Redis hangs', kills: false, play: hangRedis },
  { name: 'Redis has no memory left', kills: false, play: fillRedis },
  { name: 'keys of BullMQ deleted', kills: false, play: deleteWakeups },
  { name: 'link cut', kills: false, play: cutLink },
  { name: 'link slow', kills: false, play: slowLink },
  { name: 'link swallows', kills: false, play: swallow },
  { name: 'reply of the ledger lost', kills: false, play: dropReply },
  { name: 'provider in trouble', kills: false, play: troubleProvider },
];

async function killRouter(scene: Scene, random: Random): Promise<void> {
  const router = pick(scene.routers, random);
  await router.end('SIGKILL');
  await sleep(random() * second);
  await startAgain(router);
}

async function restartRouter(scene: Scene, random: Random): Promise<void> {
  const router = pick(scene.routers, random);
  await router.end('SIGTERM');
  await startAgain(router);
}

/** As a supervisor does. */
async function startAgain(router: RealRouter): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await router.start();
    } catch (error) {
      await router.end('SIGKILL');
      if (attempt === 3) throw error;
    }
  }
}

async function killRedis({ server }: Scene, random: Random): Promise<void> {
  await server.kill();
  await sleep(random() * 5 * second);
  await server.start();
}

async function hangRedis({ server }: Scene, random: Random): Promise<void> {
  server.signal('SIGSTOP');
  await sleep(random() * 8 * second);
  server.signal('SIGCONT');
}

async function fillRedis({ redis }: Scene, random: Random): Promise<void> {
  await redis.config('SET', 'maxmemory', '1mb');
  await sleep(random() * 4 * second);
  await redis.config('SET', 'maxmemory', '0');
}

async function deleteWakeups({ redis }: Scene): Promise<void> {
  const keys = await redis.keys('pr:bull:*');
  if (keys.length > 0) await redis.del(...keys);
}

async function cutLink({ proxies }: Scene, random: Random): Promise<void> {
  for (let times = Math.ceil(random() * 5); times > 0; times -= 1) {
    for (const proxy of proxies) proxy.cut();
    await sleep(random() * second);
  }
}

async function slowLink({ proxies }: Scene, random: Random): Promise<void> {
  const proxy = pick(proxies, random);
  proxy.delay(50 + random() * 400);
  await sleep(random() * 3 * second);
  proxy.delay(0);
}

async function swallow({ proxies }: Scene, random: Random): Promise<void> {
  const proxy = pick(proxies, random);
  proxy.swallow(pick(['both', 'to-redis', 'to-router'] as const, random));
  await sleep(random() * 8 * second);
  proxy.heal();
}

/** Of the next call; if none comes (nothing to do), the next fault is played. */
async function dropReply({ proxies }: Scene, random: Random): Promise<void> {
  const proxy = pick(proxies, random);
  const sha = pick(Object.values(ledgerScripts), random);
  await Promise.race([proxy.dropReplyTo(sha), sleep(2 * second)]);
}

async function troubleProvider({ twilio }: Scene, random: Random): Promise<void> {
  const modes: readonly StandInMode[] = ['slow', '429', '500', 'reset-before', 'reset-after-accept', 'garbage'];
  const mode = pick([...modes, 'hang'] as const, random);
  twilio.mode(mode);
  await sleep(random() * 3 * second);
  twilio.mode('ok');
}

function pick<T>(things: readonly T[], random: Random): T {
  const thing = things[Math.floor(random() * things.length)];
  if (thing === undefined) throw new Error('nothing to choose from');
  return thing;
}
