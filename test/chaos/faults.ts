import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultProxy } from '../faults/fault-proxy.js';
import { ledgerScripts } from '../faults/ledger-scripts.js';
import type { RealRouter } from '../faults/real-router.js';
import type { Scene } from '../faults/scene.js';
import type { SmtpMode } from '../harness/smtp-server.js';
import type { StandInMode } from '../harness/twilio-stand-in.js';
import type { ChaosScene, Fault, Random } from './fault.js';
import { innerFaults } from './inner-faults.js';
import { pick } from './pick.js';

const second = 1000;

/** All faults of the chaos run. What each breaks is whole again when it ends. */
export const faults: readonly Fault[] = [
  { name: 'kill -9 of a router', kills: true, play: killRouter },
  { name: 'kill -9 of a router', kills: true, play: killRouter },
  { name: 'kill -9 of a router in the middle of its work', kills: true, play: killAtWork },
  { name: 'kill -9 of a router in the middle of its work', kills: true, play: killAtWork },
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
  { name: 'mail server in trouble', kills: false, play: troubleMail },
  ...innerFaults,
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

/** Wherever it is first: in its journal, at Redis or at the provider. */
async function killAtWork(scene: Scene, random: Random): Promise<void> {
  const [router, proxy] = pickLinked(scene, random);
  let isOver = false;
  const kill = async (): Promise<'reset' | 'pass'> => {
    if (isOver) return 'pass';
    await router.end('SIGKILL');
    return 'reset';
  };
  const text = pick(Object.values(ledgerScripts), random);
  const at = pick(['request', 'reply'] as const, random);
  const moment = pick(['received', 'taken', 'answered'] as const, random);
  const journal = pick(['write', 'written', 'synced'] as const, random);
  const plans = [
    () => proxy.pauseAt({ at, texts: [text], act: kill }),
    () => scene.twilio.pauseAt(moment, '', async () => void (await kill())),
    () => router.order('die-at-journal', { at: journal, text: '' }),
  ];
  void pick(plans, random)();
  await Promise.race([router.gone(), sleep(3 * second)]);
  await router.end('SIGKILL');
  isOver = true;
  await startAgain(router);
}

async function killRedis({ server }: Scene, random: Random): Promise<void> {
  await server.kill();
  await sleep(outageMs(random));
  await server.start();
}

/** Mostly some seconds; now and then long enough for the emergency page. */
function outageMs(random: Random): number {
  const longest = random() < 0.1 ? 90 : 8;
  return random() * longest * second;
}

async function hangRedis({ server }: Scene, random: Random): Promise<void> {
  server.signal('SIGSTOP');
  await sleep(outageMs(random));
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
  const late = { answersAfterMs: (1 + random() * 9) * second };
  const modes = ['slow', '429', '500', 'reset-before', 'reset-after-accept', 'garbage', 'hang', late] as const;
  const mode = pick<StandInMode>(modes, random);
  twilio.mode(mode);
  await sleep(random() * 3 * second);
  twilio.mode('ok');
}

async function troubleMail({ mail }: ChaosScene, random: Random): Promise<void> {
  mail.mode(pick<SmtpMode>(['451', 'tarpit', 'drop-at-rcpt', 'drop-after-dot', '452-data'], random));
  await sleep(random() * 5 * second);
  mail.mode('accept');
}

function pickLinked({ routers, proxies }: Scene, random: Random): readonly [RealRouter, FaultProxy] {
  const links = routers.flatMap((router, n) => {
    const proxy = proxies[n];
    return proxy === undefined ? [] : [[router, proxy] as const];
  });
  return pick(links, random);
}
