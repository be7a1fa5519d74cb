import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../faults/random.js';
import { judge, type Scene, startScene } from '../faults/scene.js';
import { type Storm, startStorm } from '../faults/storm.js';
import { startMailServer } from '../harness/smtp-server.js';
import type { ChaosScene } from './fault.js';
import { faults } from './faults.js';

export interface ChaosOptions {
  readonly minutes: number;
  /** The same seed plays the same faults in the same order, for as long. */
  readonly seed: number;
  /** Of each of the two senders, between two alerts. */
  readonly pauseMs: number;
  readonly write: (line: string) => void;
}

export interface ChaosResult {
  readonly played: ReadonlyMap<string, number>;
  /** kill -9 of a router or of Redis. */
  readonly kills: number;
  readonly accepted: number;
  readonly acknowledged: number;
  readonly texts: number;
  readonly violations: readonly string[];
  readonly duplicates: number;
}

/** One phone gets everything, a mailbox each tenth. */
const rules = `
people:
  ann: { sms: "+12025550111", notify: { high: [sms], low: [sms] } }
  bob: { email: bob@example.org, notify: { high: [email], low: [email] } }
subscriptions: [{ who: ann, to: all }, { who: bob, to: { host: "web*7.example" } }]
escalationPolicies: { default: { steps: [{ page: subscribers }], repeat: 0 } }
limits: { sms: off, email: off }
`;

/** Two routers on one Redis in a steady storm, one fault after the other, some people who acknowledge; then the checker. */
export async function runChaos({ minutes, seed, pauseMs, write }: ChaosOptions): Promise<ChaosResult> {
  const random = createRandom(seed);
  const mail = await startMailServer();
  const env = { LOG_LEVEL: 'error', SMTP_URL: mail.url, MAIL_FROM: 'paging@example.org' };
  const started = await startScene({ routers: 2, rules, env });
  const scene: ChaosScene = Object.assign(started, { mail });
  try {
    const storm = startStorm(scene.urls, { senders: 2, pauseMs });
    const person = startPerson(scene);
    const played = await playFaults(scene, { random, until: performance.now() + minutes * 60_000, write });
    await storm.stop();
    const acknowledged = await person.stop();
    write('the storm is over: waiting until everything is told');
    const verdict = await judge(scene, [storm], { waitMs: 120_000, claimWithinMs: 180_000 });
    return { ...summarize(scene, storm), ...verdict, ...played, acknowledged };
  } finally {
    await scene.stop();
    await mail.close();
  }
}

interface Playing {
  readonly random: () => number;
  readonly until: number;
  readonly write: (line: string) => void;
}

async function playFaults(
  scene: ChaosScene,
  { random, until, write }: Playing,
): Promise<Pick<ChaosResult, 'played' | 'kills'>> {
  const played = new Map<string, number>();
  let kills = 0;
  while (performance.now() < until) {
    await sleep(random() * 1500);
    const fault = faults[Math.floor(random() * faults.length)];
    if (fault === undefined) continue;
    write(`${new Date().toISOString().slice(11, 23)} ${fault.name}`);
    played.set(fault.name, (played.get(fault.name) ?? 0) + 1);
    if (fault.kills) kills += 1;
    await fault.play(scene, random);
  }
  return { played, kills };
}

/** Acknowledges every tenth text by its link, as it comes. */
function startPerson({ twilio, urls }: Scene): { stop(): Promise<number> } {
  let stopped = false;
  let acknowledged = 0;

  async function read(): Promise<void> {
    for (let next = 0; !stopped; ) {
      const sms = twilio.messages[next];
      if (sms === undefined) {
        await sleep(100);
        continue;
      }
      next += 10;
      const path = /\/a\/\S+/.exec(sms.body)?.[0];
      if (path !== undefined && (await acknowledge(`${urls[0]}${path}`))) acknowledged += 1;
    }
  }

  const reading = read();
  return {
    async stop() {
      stopped = true;
      await reading;
      return acknowledged;
    },
  };
}

async function acknowledge(link: string): Promise<boolean> {
  const signal = AbortSignal.timeout(5000);
  const answer = await fetch(link, { method: 'POST', redirect: 'manual', signal }).catch(() => null);
  return answer?.status === 303;
}

function summarize({ twilio }: Scene, storm: Storm): Pick<ChaosResult, 'accepted' | 'texts'> {
  return { accepted: storm.accepted.length, texts: twilio.messages.length };
}
