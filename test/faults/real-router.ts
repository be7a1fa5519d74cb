import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import type { Ledger } from '../../src/ports-ledger.js';
import { createLedger } from '../../src/store/ledger/create-ledger.js';
import { freePort } from '../harness/free-port.js';
import { startTwilioStandIn, type TwilioStandIn } from '../harness/twilio-stand-in.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'src/cli/cli.ts');

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
  /** Starts it (again) and waits until it is ready. */
  start(): Promise<void>;
  /** Sends the signal; answers when the process is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<Ended>;
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

export interface RunOptions {
  readonly env: Readonly<Record<string, string>>;
}

/** Runs `pagectl serve` from the sources. */
export function spawnServe({ env }: RunOptions): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', cli, 'serve'], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** A fresh directory with the rules in it; `remove` when done. */
export async function makePlace(
  rules: string,
): Promise<{ readonly directory: string; readonly env: Record<string, string> }> {
  const directory = await mkdtemp(join(tmpdir(), 'pr-fault-'));
  await mkdir(join(directory, 'rules'));
  await writeFile(join(directory, 'rules', 'rules.yaml'), rules);
  return { directory, env: { DATA_DIR: join(directory, 'data'), ROUTING_RULES: join(directory, 'rules') } };
}

export interface RealRouterOptions {
  /** Of another router, who closes it. */
  readonly twilio?: TwilioStandIn | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

export async function startRealRouter(options: RealRouterOptions = {}): Promise<RealRouter> {
  const [place, port, twilio] = await Promise.all([
    makePlace(annGetsAll),
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
    }, 30_000);
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<Ended> {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return { code: null, signal: null };
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
    return { code: child.exitCode, signal: child.signalCode };
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
    start,
    end,
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
      await rm(place.directory, { recursive: true, force: true });
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
