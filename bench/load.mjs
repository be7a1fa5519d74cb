// Load and what it is measured by: posts, the pages they led to, CPU and memory of the processes under test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openConnection } from './connection.mjs';
import { now } from './sink.mjs';

/** p50, p99 and most of a list of milliseconds, to two digits. */
export function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part) => round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? null);
  return { n: sorted.length, p50: at(0.5), p99: at(0.99), max: round(sorted.at(-1) ?? null) };
}

/** Two digits behind the point; null stays null. */
export function round(value) {
  return value === null ? null : Math.round(value * 100) / 100;
}

/** Starts the sink in a process of its own. */
export async function spawnSink() {
  const child = spawn(process.execPath, [fileURLToPath(new URL('sink.mjs', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(child.stdout, 'data');
  const url = `http://127.0.0.1:${Number(port)}`;
  return {
    url,
    stats: async () => (await fetch(`${url}/stats`)).json(),
    times: async (run) => (await fetch(`${url}/times?run=${run}`)).json(),
    reset: async () => void (await fetch(url, { method: 'DELETE' })),
    stop: () => child.kill('SIGTERM'),
  };
}

let runs = 0;

/** A new run; `token(n)` is what the page of its nth alert must contain. */
export function newRun() {
  runs += 1;
  const name = `r${process.pid}x${runs}`;
  return { name, token: (n) => `hk${name}t${n}k` };
}

/** Posts `count` bodies, as fast as `connections` allow, or `rate` per second; for at most `seconds`. */
export async function post({ target, body, count, connections = 16, rate = 0, seconds = 600 }) {
  const [sent, answered, codes] = [new Float64Array(count), [], {}];
  let next = 0;
  const pool = await Promise.all(
    Array.from({ length: Math.min(connections, count) }, () => openConnection(target.url, target.headers)),
  );
  const startedAt = now();
  const until = startedAt + seconds * 1000;
  const postAll = async (connection) => {
    for (let n = next++; n < count && now() < until; n = next++) {
      if (rate > 0) await sleep(Math.max(0, startedAt + (n * 1000) / rate - now()));
      const text = body(n);
      sent[n] = now();
      const code = await connection.post(text);
      codes[code] = (codes[code] ?? 0) + 1;
      if (code < 300) answered.push(now() - sent[n]);
    }
  };
  await Promise.all(pool.map(postAll));
  const wallMs = now() - startedAt;
  for (const connection of pool) connection.close();
  const acceptedPerSecond = Math.round(answered.length / (wallMs / 1000));
  return { startedAt, sent, codes, accepted: answered.length, acceptedPerSecond, acceptMs: summary(answered) };
}

/** Waits until the sink has seen `want` tokens, or nothing new for `quietMs`. */
export async function settle(sink, want, quietMs = 15_000) {
  let [last, lastAt] = [-1, now()];
  for (;;) {
    const stats = await sink.stats();
    if (stats.tokens !== last) [last, lastAt] = [stats.tokens, now()];
    if (stats.tokens >= want || now() - lastAt > quietMs) return stats;
    await sleep(50);
  }
}

/** CPU seconds, present and highest memory (MB) of processes, from /proc. */
export function usage(pids) {
  const each = pids.map((pid) => {
    const ticks = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const mb = (field) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)[1]) / 1024;
    return { cpuS: (Number(ticks[11]) + Number(ticks[12])) / 100, rssMb: mb('VmRSS'), peakMb: mb('VmHWM') };
  });
  const sum = (field) => round(each.reduce((total, one) => total + one[field], 0));
  return { cpuS: sum('cpuS'), rssMb: Math.round(sum('rssMb')), peakMb: Math.round(sum('peakMb')) };
}
