import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const senderPath = fileURLToPath(new URL('../../../integrations/bin/paging-router-send', import.meta.url));

/** A place of its own for one test: `settings` for `startSender`, the spool's folder, what lies in it, and `remove`. */
export function makeHost(url) {
  const home = mkdtempSync(join(tmpdir(), 'sender-'));
  const spool = join(home, 'spool');
  return {
    home,
    spool,
    urls: [url].flat(),
    waiting: () => jsonIn(spool),
    rejected: () => jsonIn(join(spool, 'rejected')),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** Starts the real script; `done` resolves to `{code, signal, stdout, stderr, ms}`. */
export function startSender(host, args, options = {}) {
  const all = [
    `--config=${join(host.home, 'sender.conf')}`,
    `--spool=${host.spool}`,
    `--fallback-spool=${join(host.home, 'fallback')}`,
    ...host.urls.map((url) => `--url=${url}`),
    ...args,
  ];
  const [command, ...before] = options.through ?? [senderPath];
  const child = spawn(command, [...before, ...all], {
    env: { PATH: process.env.PATH, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const result = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    result.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    result.stderr += chunk;
  });
  const started = performance.now();
  const done = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ ...result, code, signal, ms: performance.now() - started }));
  });
  return { child, done };
}

export function send(host, macros, options) {
  return startSender(host, macroArguments(macros), options).done;
}

export function run(host, ...args) {
  return startSender(host, args).done;
}

export function macroArguments(macros) {
  return Object.entries(macros).flatMap(([name, value]) => [value].flat().map((item) => `--macro=${name}=${item}`));
}

/** The macros of a service notification; override what the test is about. */
export function serviceProblem(overrides = {}) {
  return {
    'notification.type': 'PROBLEM',
    'notification.author': '',
    'notification.comment': '',
    'host.name': 'web1.example.org',
    'service.name': 'https',
    'service.state': 'CRITICAL',
    'service.last_state_change': '1795335652',
    'service.output': 'CRITICAL - no answer',
    'user.name': 'jdoe',
    'icinga.node_name': 'icinga.example.org',
    ...overrides,
  };
}

/** Resolves when `test()` is true, looking every 10 ms; fails after `seconds`. */
export async function until(test, seconds = 5) {
  const end = performance.now() + seconds * 1000;
  while (!test()) {
    if (performance.now() > end) throw new Error(`not so within ${seconds} s: ${test}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function jsonIn(folder) {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
  } catch {
    return [];
  }
}
