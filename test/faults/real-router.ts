import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Ledger } from '../../src/ports-ledger.js';
import { createLedger } from '../../src/store/ledger/create-ledger.js';
import { freePort } from '../harness/free-port.js';
import { startTwilioStandIn, type TwilioStandIn } from '../harness/twilio-stand-in.js';
import { type InnerFaults, makePlace, orderFault, spawnServe } from './spawn-serve.js';

/** One phone gets every page as a message of its own; what is not acknowledged escalates long after the test. */
export const annGetsAll = `
people:
  ann: { sms: "+12025550111", notify: { high: [sms], low: [sms] } }
subscriptions: [{ who: ann, to: all }]
escalationPolicies: { default: { steps: [{ page: subscribers }], repeat: 0 } }
limits: { sms: off, email: off }
`;

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A router as a process of its own, started as `pagectl serve`, with its own Redis and a Twilio stand-in. */
export interface RealRouter {
  readonly url: string;
  readonly twilio: TwilioStandIn;
  /** Its `DATA_DIR`. */
  readonly dataDirectory: string;
  readonly rulesDirectory: string;
  /** Starts it (again) and waits until it is ready. */
  start(): Promise<void>;
  /** Sends the signal; answers when the process is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<Ended>;
  /** Resolves when its process is gone, whoever ended it. */
  gone(): Promise<void>;
  /** Makes something go wrong inside it. */
  order<K extends keyof InnerFaults>(name: K, value: InnerFaults[K]): Promise<void>;
  /** Kills its Redis as a crash does; the router is left to notice. */
  killRedis(): Promise<void>;
  /** SIGSTOP freezes its Redis until SIGCONT. */
  signalRedis(signal: 'SIGSTOP' | 'SIGCONT'): Promise<void>;
  /** Everything that it has printed. */
  output(): string;
  /** The ledger as it stands, over a connection of its own. */
  ledger(): Ledger;
  /** A connection of its own to the router's own Redis; closed at the end. */
  redis(): Redis;
  stop(): Promise<void>;
}

export interface RealRouterOptions {
  /** Of another router, who closes it. */
  readonly twilio?: TwilioStandIn | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** `annGetsAll` by default. */
  readonly rules?: string | undefined;
  /** What goes wrong inside it from its first moment on. */
  readonly faults?: Partial<InnerFaults> | undefined;
}

export async function startRealRouter(options: RealRouterOptions = {}): Promise<RealRouter> {
  const [place, port, twilio] = await Promise.all([
    makePlace(options.rules ?? annGetsAll),
    freePort(),
    options.twilio ?? startTwilioStandIn(),
  ]);
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...place.env,
    PORT: String(port),
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_FROM: '+12025550100',
    TWILIO_API_BASE: twilio.apiBase,
    FAULTS: JSON.stringify(options.faults ?? {}),
    ...options.env,
  };
  const dataDirectory = join(place.directory, 'data');
  const clients: Redis[] = [];
  let child: ChildProcess | null = null;
  let output = '';

  async function start(): Promise<void> {
    const started = spawnServe({ env });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    await poll(async () => {
      if (started.exitCode !== null || started.signalCode !== null) throw new Error(`it does not start:\n${output}`);
      return (await fetch(`${url}/readyz`).catch(() => null))?.ok === true;
    }, 60_000);
  }

  function isRunning(running: ChildProcess | null): running is ChildProcess {
    return running !== null && running.exitCode === null && running.signalCode === null;
  }

  async function gone(): Promise<void> {
    if (isRunning(child)) await once(child, 'exit');
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<Ended> {
    if (!isRunning(child)) return { code: null, signal: null };
    const ended = gone();
    child.kill(signal);
    await ended;
    return { code: child.exitCode, signal: child.signalCode };
  }

  async function order<K extends keyof InnerFaults>(name: K, value: InnerFaults[K]): Promise<void> {
    if (isRunning(child)) await orderFault(child, name, value);
  }

  async function signalRedis(signal: NodeJS.Signals): Promise<void> {
    const pid = Number(await readFile(join(dataDirectory, 'redis', 'redis.pid'), 'utf8'));
    process.kill(pid, signal);
  }

  function openRedis(): Redis {
    const redis = new Redis({
      path: join(dataDirectory, 'redis', 'redis.sock'),
      retryStrategy: () => 50,
      maxRetriesPerRequest: null,
      disconnectTimeout: 250,
    });
    redis.on('error', () => {});
    clients.push(redis);
    return redis;
  }

  const router: RealRouter = {
    url,
    twilio,
    dataDirectory,
    rulesDirectory: place.env.ROUTING_RULES ?? '',
    start,
    end,
    gone,
    order,
    killRedis: () => signalRedis('SIGKILL'),
    signalRedis,
    output: () => output,
    ledger: () => createLedger({ redis: openRedis(), prefix: 'pr' }),
    redis: openRedis,
    async stop() {
      for (const client of clients) client.disconnect();
      await signalRedis('SIGCONT').catch(() => {});
      await end('SIGTERM');
      if (options.twilio === undefined) await twilio.close();
      await rm(place.directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  await start().catch(async (error: unknown) => {
    await router.stop();
    throw error;
  });
  return router;
}

/** Asks again and again until the answer is true. */
export async function poll(look: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms in vain`);
    await sleep(50);
  }
}
