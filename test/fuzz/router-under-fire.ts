import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ledger } from '../../src/ports-ledger.js';
import { createLedger } from '../../src/store/ledger/create-ledger.js';
import { createLinkSigner, type LinkSigner } from '../../src/web/link-token.js';
import { freePort } from '../harness/free-port.js';
import { startTestRedis } from '../harness/redis.js';
import { sourceTokens } from './alert-payloads.js';

/** The router as a process of its own (a crash is an exit, memory is its own), with a real Redis; messages go to the outbox. */
export interface RouterUnderFire {
  readonly port: number;
  readonly adminToken: string;
  readonly ledger: Ledger;
  readonly links: LinkSigner;
  /** All it has written so far, output and log. */
  written(): string;
  /** Null while it runs. */
  exited(): string | null;
  stop(): Promise<void>;
}

export const adminToken = 'pgr_fuzz-5d0c1b7e';

/** One person, bundled strictly: thousands of incidents are no thousands of messages. */
export const secretPhone = '+12025550143';
export const secretMail = 'nora@example.org';
const rules = `
people:
  nora: { name: Nora, sms: "${secretPhone}", email: ${secretMail}, roles: [ops] }
services:
  parsoid: { name: Parsoid, match: [{ check: "*parsoid*" }, { host: "hparsoid*" }], owners: [nora], runbook: "https://wiki.example.org/Parsoid" }
subscriptions:
  - { who: nora, to: all }
escalationPolicies:
  default: { steps: [{ page: subscribers }], repeat: 0, ackTimeout: 60m }
limits: { sms: [1/1m], email: [1/1m] }
`;

export async function startRouterUnderFire(): Promise<RouterUnderFire> {
  const directory = await mkdtemp(join(tmpdir(), 'pr-fuzz-'));
  const [port, redis] = await Promise.all([freePort(), startTestRedis()]);
  await mkdir(join(directory, 'rules'));
  await writeFile(join(directory, 'rules', 'rules.yaml'), rules);
  const router = spawnRouter({ directory, port, socketPath: redis.socketPath });
  const lines: string[] = [];
  for (const stream of [router.stdout, router.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => lines.push(text));
  const exited = () =>
    router.exitCode === null && router.signalCode === null ? null : `${router.exitCode ?? router.signalCode}`;
  const stop = async () => {
    await end(router);
    await redis.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  await untilReady(port, exited).catch(async (cause: unknown) => {
    await stop();
    throw new Error(`the router did not start:\n${lines.join('')}`, { cause });
  });
  const secret = (await redis.redis.get('pr:link-secret')) ?? '';
  return {
    port,
    adminToken,
    ledger: createLedger({ redis: redis.connect(), prefix: 'pr' }),
    links: createLinkSigner({
      secret: () => secret,
      publicUrl: `http://127.0.0.1:${port}`,
      people: () => ['nora'],
      clock: { now: Date.now },
    }),
    written: () => lines.join(''),
    exited,
    stop,
  };
}

function spawnRouter(on: {
  readonly directory: string;
  readonly port: number;
  readonly socketPath: string;
}): ChildProcess {
  const root = join(import.meta.dirname, '../..');
  const tokens = Object.entries(sourceTokens).map(([source, token]) => [`SOURCE_TOKEN_${source.toUpperCase()}`, token]);
  // As `npm start` does, in so small a heap that what is never given up ends it.
  const flags = ['--single-threaded-gc', '--max-semi-space-size=32', '--max-old-space-size=256'];
  return spawn(process.execPath, [...flags, 'dist/cli/cli.js', 'serve'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: on.directory,
      PORT: String(on.port),
      DATA_DIR: join(on.directory, 'data'),
      REDIS_URL: `unix://${on.socketPath}`,
      ROUTING_RULES: join(on.directory, 'rules'),
      ADMIN_TOKEN: adminToken,
      LOG_LEVEL: 'debug',
      ...Object.fromEntries(tokens),
    },
  });
}

async function untilReady(port: number, exited: () => string | null): Promise<void> {
  for (let attempt = 0; attempt < 400 && exited() === null; attempt += 1) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (ready?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not ready; exit ${exited()}`);
}

async function end(router: ChildProcess): Promise<void> {
  if (router.exitCode !== null || router.signalCode !== null) return;
  const ended = new Promise((resolve) => router.once('exit', resolve));
  router.kill('SIGTERM');
  const timer = setTimeout(() => router.kill('SIGKILL'), 16_000);
  await ended;
  clearTimeout(timer);
}
