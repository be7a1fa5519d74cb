// The router as it is run: one process from `dist`, its own Redis (AOF always), limits off, pages to the sink.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, untilReady } from './alertmanager.mjs';
import { askRedis } from './redis.mjs';
import { now } from './sink.mjs';

const cli = fileURLToPath(new URL('../dist/cli/cli.js', import.meta.url));
/** As `npm start` runs it. */
const startFlags = ['--single-threaded-gc', '--max-semi-space-size=32'];
const adminToken = 'bench-admin-token-0123456789';

/**
 * Starts a router with fresh data. `windows`: maintenance windows, `subscriptions`: subscriptions over a tenth as many
 * services, none of which concern the alerts. `rules`: instead of the bench's own; `smtpUrl`: mails go there. `nodeFlags` go to node (`--cpu-prof`).
 */
export async function startRouter({ sinkUrl, smtpUrl, rules, windows = 0, subscriptions = 0, nodeFlags = [] }) {
  const directory = mkdtempSync(join(tmpdir(), 'bench-router-'));
  mkdirSync(join(directory, 'rules'));
  writeFileSync(join(directory, 'rules', 'rules.yaml'), JSON.stringify(rules ?? rulesOf(subscriptions)));
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const startedAt = now();
  const child = spawn(process.execPath, [...startFlags, ...nodeFlags, cli, 'serve'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environmentOf({ directory, port, sinkUrl, smtpUrl }),
  });
  await untilReady(`${address}/readyz`, 10);
  const readyMs = now() - startedAt;
  for (let n = 0; n < windows; n += 1) await openWindow(address, { match: [{ host: `other-${n}-*` }] });
  const redisPid = Number(readFileSync(join(directory, 'data', 'redis', 'redis.pid'), 'utf8'));
  return {
    name: 'router',
    url: `${address}/webhooks/generic`,
    headers: {},
    pids: [child.pid, redisPid],
    readyMs,
    redis: await askRedis(join(directory, 'data', 'redis')),
    get: (path) => askApi(address, path),
    openWindow: (scope) => openWindow(address, scope),
    body: (token) => problemOf({ host: token, check: 'disk' }),
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function environmentOf({ directory, port, sinkUrl, smtpUrl }) {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    PORT: String(port),
    DATA_DIR: join(directory, 'data'),
    ROUTING_RULES: join(directory, 'rules'),
    ADMIN_TOKEN: adminToken,
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'bench',
    TWILIO_FROM: '+12025550100',
    TWILIO_API_BASE: sinkUrl,
    LOG_LEVEL: 'warn',
    ...(smtpUrl === undefined ? {} : { SMTP_URL: smtpUrl, MAIL_FROM: 'router@example.org' }),
  };
}

/** One problem as its sender writes it. */
export function problemOf({ host, check }) {
  return JSON.stringify({
    kind: 'problem',
    severity: 'critical',
    host,
    check,
    summary: `disk full on ${host}`,
    details: 'x'.repeat(300),
    labels: { team: 'ops', job: 'bench' },
  });
}

/** Rules: everything to one person at once, `one` takes all checks of the host `onebig`, the rest concerns nobody here. */
export function rulesOf(subscriptions) {
  const services = Math.ceil(subscriptions / 10);
  const people = Math.ceil(subscriptions / 100);
  const each = (count, make) => Object.fromEntries(Array.from({ length: count }, (_, n) => make(n)));
  return {
    people: {
      bench: { sms: '+12025550101', notify: { high: ['sms'], low: ['sms'] }, roles: ['ops'], timezone: 'UTC' },
      ...each(people, (n) => [`person${n}`, { sms: `+1303555${String(n).padStart(4, '0')}`, timezone: 'UTC' }]),
    },
    services: {
      one: { match: [{ host: 'onebig' }] },
      ...each(services, (n) => [`service${n}`, { match: [{ host: `other-${n}-*` }] }]),
    },
    subscriptions: [
      { who: 'bench', to: 'all' },
      ...Array.from({ length: subscriptions }, (_, n) => ({
        who: `person${n % people}`,
        to: `service${Math.floor(n / 10)}`,
      })),
    ],
    limits: { sms: 'off', email: 'off' },
  };
}

async function askApi(address, path) {
  const answer = await fetch(`${address}/api/v1${path}`, { headers: { authorization: `Bearer ${adminToken}` } });
  if (!answer.ok) throw new Error(`the router refused ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function openWindow(address, scope) {
  const body = JSON.stringify({ ...scope, for: '1h', reason: 'bench' });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${adminToken}` };
  const answer = await fetch(`${address}/api/v1/maintenance-windows`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`the router refused a window: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
}
