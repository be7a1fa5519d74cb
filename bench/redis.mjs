// What the router's own Redis says of itself, over its socket.

import { readdirSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The Redis whose socket lies in `directory`. Scripts that take longer than 5 ms are noted. */
export async function askRedis(directory) {
  const name = readdirSync(directory).find((file) => file.endsWith('.sock'));
  if (name === undefined) throw new Error(`no socket in ${directory}`);
  const ask = (...words) => command(join(directory, name), words);
  await ask('CONFIG', 'SET', 'slowlog-log-slower-than', '5000');
  await ask('CONFIG', 'SET', 'slowlog-max-len', '1024');
  await ask('CONFIG', 'SET', 'latency-monitor-threshold', '5');
  return {
    usedMb: async () => Number(/used_memory:(\d+)/.exec(await ask('INFO', 'memory'))[1]) / 2 ** 20,
    /** When it no longer writes its file anew: that takes a core and the disk from everything else. */
    atRest: async () => {
      while (/aof_rewrite_(in_progress|scheduled):1/.test(await ask('INFO', 'persistence'))) await sleep(200);
    },
    /** Incidents that are open in the ledger: it may be behind what the journal has accepted. */
    openIncidents: async () => Number(/:(\d+)/.exec(await ask('ZCARD', 'pr:open-incidents'))[1]),
    forgetSlow: async () => {
      await ask('SLOWLOG', 'RESET');
      await ask('LATENCY', 'RESET');
    },
    /** Entries of SLOWLOG, and the worst event that LATENCY has seen, ms. */
    slowest: async () => {
      const latest = await ask('LATENCY', 'LATEST');
      const worst = [...latest.matchAll(/:\d+\r\n:\d+\r\n:(\d+)/g)].map(([, ms]) => Number(ms));
      return { over5ms: Number(/:(\d+)/.exec(await ask('SLOWLOG', 'LEN'))[1]), worstMs: Math.max(0, ...worst) };
    },
  };
}

/** The raw reply. */
function command(path, words) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(path).setEncoding('latin1');
    let reply = '';
    socket.on('error', reject);
    socket.on('data', (text) => {
      reply += text;
    });
    socket.on('close', () => resolve(reply));
    socket.write(`*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`);
    socket.write('*1\r\n$4\r\nQUIT\r\n');
  });
}
