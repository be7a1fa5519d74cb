// The peer at its best: a group per alert, no wait, no cluster. Its default waits 30 s.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const binary = ['prometheus-alertmanager', 'alertmanager'].find(
  (name) => spawnSync(name, ['--version']).error === undefined,
);

/** True where it is installed. */
export const hasAlertmanager = binary !== undefined;

/** Starts it on a private port and directory; `windows` silences that concern none of the alerts. */
export async function startAlertmanager({ sinkUrl, windows = 0 }) {
  const directory = mkdtempSync(join(tmpdir(), 'bench-alertmanager-'));
  const port = await freePort();
  writeFileSync(join(directory, 'config.yml'), configOf(sinkUrl));
  const child = spawn(
    binary,
    [
      `--config.file=${directory}/config.yml`,
      `--storage.path=${directory}/storage`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const address = `http://127.0.0.1:${port}`;
  await untilReady(`${address}/-/ready`);
  for (let n = 0; n < windows; n += 1) await silence(address, n);
  return {
    name: 'alertmanager',
    url: `${address}/api/v2/alerts`,
    headers: {},
    pids: [child.pid],
    body: alertOf,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function configOf(sinkUrl) {
  return JSON.stringify({
    route: { receiver: 'sink', group_by: ['...'], group_wait: '0s', group_interval: '1m', repeat_interval: '4h' },
    receivers: [{ name: 'sink', webhook_configs: [{ url: `${sinkUrl}/hook`, send_resolved: false }] }],
  });
}

function alertOf(token) {
  const labels = { alertname: 'disk', instance: token, team: 'ops', severity: 'critical', job: 'bench' };
  const annotations = { summary: `disk full on ${token}`, description: 'x'.repeat(300) };
  return JSON.stringify([{ labels, annotations }]);
}

async function silence(address, n) {
  const exact = { name: 'team', value: `none${n}`, isRegex: false, isEqual: true };
  const pattern = { name: 'instance', value: `other-${n}-.*`, isRegex: true, isEqual: true };
  const times = { startsAt: new Date().toISOString(), endsAt: new Date(Date.now() + 3_600_000).toISOString() };
  const body = JSON.stringify({ matchers: [pattern, exact], ...times, createdBy: 'bench', comment: 'bench' });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${address}/api/v2/silences`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`alertmanager refused a silence: ${answer.status}`);
  await answer.arrayBuffer();
}

/** Resolves when `url` answers 200; throws after 20 s. */
export async function untilReady(url, everyMs = 25) {
  for (let waited = 0; waited < 20_000; waited += everyMs) {
    const ready = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await sleep(everyMs);
  }
  throw new Error(`nothing answers at ${url}`);
}

/** A port of the loopback that nobody has. */
export function freePort() {
  return new Promise((found) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}
