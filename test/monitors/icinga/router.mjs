import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pagectl = fileURLToPath(new URL('../../../bin/pagectl', import.meta.url));
const rules = fileURLToPath(new URL('config/', import.meta.url));

/** A real router with its own Redis, all channels in the outbox. `stop` and `start` again keep port and data. */
export async function makeRouter({ folder, token }) {
  const dataDir = join(folder, 'router');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env.PATH,
    PORT: String(port),
    DATA_DIR: dataDir,
    ROUTING_RULES: rules,
    SOURCE_TOKEN_ICINGA: token,
  };
  let child = null;
  let output = '';
  let more = {};
  return { url, start, stop, kill, list, get, post, output: () => output };

  /** `environment`: further settings, from now on. */
  async function start(environment = more) {
    more = environment;
    child = spawn(process.execPath, [pagectl, 'serve'], {
      env: { ...env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output = `${output}${chunk}`.slice(-20_000);
      });
    }
    const end = Date.now() + 30_000;
    while (!(await isReady())) {
      if (child.exitCode !== null || Date.now() > end) throw new Error(`the router does not start:\n${output}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function isReady() {
    return fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  }

  /** As the kernel would: nothing is finished. Its own Redis is left over and taken up again by the next start. */
  async function kill() {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async function stop() {
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const killer = setTimeout(() => child.kill('SIGKILL'), 20_000);
    child.kill('SIGTERM');
    await ended;
    clearTimeout(killer);
  }

  /** One object of the admin API. */
  function get(path) {
    return call('GET', path);
  }

  function post(path, body = {}) {
    return call('POST', path, body);
  }

  async function call(method, path, body) {
    const admin = readFileSync(join(dataDir, 'admin-token'), 'utf8').trim();
    const headers = { authorization: `Bearer ${admin}`, ...(body && { 'content-type': 'application/json' }) };
    const answer = await fetch(`${url}/api/v1/${path}`, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** All items of a list of the admin API. */
  async function list(path) {
    const items = [];
    let cursor = null;
    do {
      const separator = path.includes('?') ? '&' : '?';
      const page = await get(cursor === null ? path : `${path}${separator}cursor=${encodeURIComponent(cursor)}`);
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return items;
  }
}

/** A port of this machine that nobody listens on. */
export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
