import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { loadRules } from '../../src/config/rules/load-rules.js';
import type { AlertRecord } from '../../src/domain/alert.js';
import type { Incident } from '../../src/domain/incident.js';
import type { Rules } from '../../src/domain/rules.js';
import { createLedger } from '../../src/store/ledger/create-ledger.js';
import { startTestRedis, type TestRedis } from '../harness/redis.js';
import { startTwilioStandIn, type TwilioStandIn } from '../harness/twilio-stand-in.js';
import type { Sightings } from './check/find-illegal-steps.js';
import type { Helplessness } from './check/find-unnoticed.js';
import { type CheckOptions, checkEvidence, type Evidence, type Verdict } from './checker.js';
import { type FaultProxy, startFaultProxy } from './fault-proxy.js';
import { type JournalEvidence, readJournal } from './read-journal.js';
import { poll, type RealRouter, type RealRouterOptions, startRealRouter } from './real-router.js';
import { sightLedger } from './sight-ledger.js';
import { allNotifications, type Storm, textsByHost } from './storm.js';

/** Where evidence is gathered. */
export interface Place {
  readonly redis: Redis;
  readonly routers: readonly RealRouter[];
  readonly twilio: TwilioStandIn;
  readonly sightings?: Sightings;
}

/** Router processes on one Redis, each over a link that can be made to fail, and one provider. */
export interface Scene extends Place {
  readonly server: TestRedis;
  /** The link of each router. */
  readonly proxies: readonly FaultProxy[];
  readonly urls: readonly string[];
  stop(): Promise<void>;
}

/** One for all routers, as it has to be: by it a text is known again at the provider. */
const publicUrl = 'http://127.0.0.1:8080';

export interface SceneOptions {
  readonly routers?: number;
  readonly rules?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What one router has beside or instead. */
  readonly each?: readonly Pick<RealRouterOptions, 'env' | 'faults'>[];
}

export async function startScene(options: SceneOptions = {}): Promise<Scene> {
  const { routers = 1, rules, env = {}, each = [] } = options;
  const [server, twilio] = await Promise.all([startTestRedis(), startTwilioStandIn()]);
  const started: RealRouter[] = [];
  const proxies: FaultProxy[] = [];
  const redis = server.connect({ maxRetriesPerRequest: null });
  const sightings = sightLedger(server.connect());
  const scene: Scene = {
    server,
    proxies,
    redis,
    twilio,
    sightings,
    routers: started,
    get urls() {
      return started.map(({ url }) => url);
    },
    async stop() {
      server.signal('SIGCONT');
      for (const proxy of proxies) proxy.heal();
      await Promise.all([...started.map((router) => router.stop()), sightings.stop()]);
      await Promise.all([twilio.close(), ...proxies.map((proxy) => proxy.close()), server.stop()]);
    },
  };
  try {
    for (let n = 0; n < routers; n += 1) {
      const proxy = await startFaultProxy(server.socketPath);
      proxies.push(proxy);
      const own = { REDIS_URL: proxy.url, PUBLIC_URL: publicUrl, ...env, ...each[n]?.env };
      started.push(await startRealRouter({ twilio, rules, faults: each[n]?.faults, env: own }));
    }
  } catch (error) {
    await scene.stop();
    throw error;
  }
  return scene;
}

/** The only router of a scene, with its link. */
export function onlyRouter({ routers, proxies }: Scene): { readonly router: RealRouter; readonly proxy: FaultProxy } {
  const [router] = routers;
  const [proxy] = proxies;
  if (router === undefined || proxy === undefined) throw new Error('the scene has no router');
  return { router, proxy };
}

/** A router with its own Redis as such a place. */
export function placeOf(router: RealRouter): Place {
  return { redis: router.redis(), routers: [router], twilio: router.twilio };
}

export interface JudgeOptions extends CheckOptions {
  /** At most; what is open then is found. */
  readonly waitMs?: number;
  readonly helpless?: readonly Helplessness[];
}

/** With the provider well again, waits until everything is told and nothing is under way, then compares all logs. */
export async function judge(
  place: Place,
  storms: readonly Pick<Storm, 'accepted'>[],
  { waitMs = 45_000, helpless = [], ...options }: JudgeOptions = {},
): Promise<Verdict> {
  const accepted = storms.flatMap((storm) => storm.accepted);
  place.twilio.mode('ok');
  await poll(await restOf(place, accepted), waitMs).catch(() => {});
  return checkEvidence({ ...(await gatherEvidence(place, accepted)), helpless }, options);
}

/** Whether everybody is told, by a text of its own or the emergency page, nothing is under way or due, and the journal is replayed. */
async function restOf(place: Place, accepted: Evidence['accepted']): Promise<() => Promise<boolean>> {
  const ledger = createLedger({ redis: place.redis, prefix: 'pr' });
  const { told, alerts } = await readJournals(place.routers);
  const emergency = new Set(told.flatMap(({ alertIds }) => alertIds));
  const waiting = accepted.filter(({ alertId }) => !emergency.has(alertId));
  const kept = [...accepted, ...alerts].map(({ alertId }) => alertId);
  return async () => {
    const texts = textsByHost(place);
    if (waiting.some(({ host }) => !texts.has(host))) return false;
    if ((await ledger.unknownAlerts(kept)).length > 0) return false;
    const all = await allNotifications(ledger);
    if (all.some(({ state }) => state === 'sending' || state === 'retrying' || state === 'unknown')) return false;
    const due = await ledger.oldestDue();
    return due === null || due > Date.now() - 1000;
  };
}

async function readJournals(routers: readonly RealRouter[]): Promise<JournalEvidence> {
  const folders = await journalFolders(routers);
  const journals = await Promise.all(folders.map((folder) => readJournal(folder)));
  return { alerts: journals.flatMap((one) => one.alerts), told: journals.flatMap((one) => one.told) };
}

async function gatherEvidence(place: Place, accepted: Evidence['accepted']): Promise<Omit<Evidence, 'helpless'>> {
  const { redis, twilio } = place;
  const ledger = createLedger({ redis, prefix: 'pr' });
  const journal = await readJournals(place.routers);
  const rows = await keysOf(redis, 'pr:alert:*');
  const ids = new Set([...accepted, ...journal.alerts].map(({ alertId }) => alertId).concat(rows));
  const alerts = new Map<string, AlertRecord>();
  for (const id of ids) {
    const record = await ledger.readAlert(id);
    if (record !== null) alerts.set(id, record);
  }
  const pages = await Promise.all((await keysOf(redis, 'pr:page:*')).map((id) => ledger.readPage(id)));
  return {
    now: Date.now(),
    accepted,
    journal,
    alerts,
    incidents: await allIncidents(ledger),
    pages: pages.filter((page) => page !== null),
    notifications: await allNotifications(ledger),
    deadLetters: await ledger.listDeadLetters(10_000),
    oldestDue: await ledger.oldestDue(),
    sent: [...twilio.messages],
    sightings: place.sightings ?? { incidents: new Map(), notifications: new Map() },
    rules: place.routers.map(rulesOf),
  };
}

/** A receiver beside others has one of its own name. */
async function journalFolders(routers: readonly RealRouter[]): Promise<string[]> {
  const found = await Promise.all(
    routers.map(async ({ dataDirectory }) => {
      const names = (await readdir(dataDirectory)).filter((name) => /^journal(-|$)/.test(name));
      return names.map((name) => join(dataDirectory, name));
    }),
  );
  return found.flat();
}

function rulesOf({ rulesDirectory }: RealRouter): Rules {
  const loaded = loadRules([rulesDirectory]);
  if (loaded.kind === 'rules') return loaded.rules;
  throw new Error(`the rules of the router are broken: ${JSON.stringify(loaded.faults)}`);
}

async function keysOf(redis: Redis, pattern: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const some of redis.scanStream({ match: pattern, count: 1000 })) keys.push(...(some as string[]));
  return keys.map((key) => key.slice(pattern.length - 1));
}

async function allIncidents(ledger: ReturnType<typeof createLedger>): Promise<Incident[]> {
  const all: Incident[] = [];
  let cursor: string | undefined;
  do {
    const page = await ledger.listIncidents({ limit: 200, ...(cursor !== undefined && { cursor }) });
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}
