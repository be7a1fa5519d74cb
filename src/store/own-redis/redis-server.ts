import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RedisStartError } from '../redis-start-error.js';

/** Where the own server keeps what. */
export interface ServerPlace {
  readonly binary: string;
  readonly directory: string;
  readonly socketPath: string;
}

const missing =
  'redis-server is not installed: install it (apt-get, dnf, apk or brew install redis), ' +
  'or run one in Docker (docker run -d -p 127.0.0.1:6379:6379 redis:7 --appendonly yes --appendfsync always) ' +
  'and set REDIS_URL=redis://127.0.0.1:6379, or set REDIS_URL to one that you have';

/** Major version of the binary. Throws when there is none. */
export async function readServerVersion(binary: string): Promise<number> {
  const found = await promisify(execFile)(binary, ['--version']).catch((cause: unknown) => {
    throw new RedisStartError(missing, { cause });
  });
  return Number(/\bv=(\d+)/.exec(found.stdout)?.[1] ?? 0);
}

/** Starts the server in a process group of its own: Ctrl-C ends the router first, which still needs it then. */
export function spawnServer(place: ServerPlace, version: number): ChildProcess {
  const output = openSync(logFile(place), 'w', 0o600);
  try {
    return spawn(place.binary, settings(place, version), { stdio: ['ignore', output, output], detached: true });
  } finally {
    closeSync(output);
  }
}

/** A record stays in one piece with its documents: a table of fields takes up to three times the memory. All versions know the name. */
const smallHashes: readonly [string, string][] = [['--hash-max-ziplist-value', '2048']];

/** Every write is on disk before it is answered, nothing is evicted, nobody comes over the network. */
function settings({ directory, socketPath }: ServerPlace, version: number): string[] {
  const pairs: [string, string][] = [
    ['--dir', directory],
    ['--port', '0'],
    ['--unixsocket', socketPath],
    ['--unixsocketperm', '700'],
    ['--pidfile', pidFile(directory)],
    ['--appendonly', 'yes'],
    ['--appendfsync', 'always'],
    ['--no-appendfsync-on-rewrite', 'no'],
    ['--save', ''],
    ['--maxmemory-policy', 'noeviction'],
    ['--daemonize', 'no'],
    ...smallHashes,
  ];
  // Known since 7; before that there was nothing to switch off.
  if (version >= 7) pairs.push(['--enable-debug-command', 'no']);
  return pairs.flat();
}

export function pidFile(directory: string): string {
  return join(directory, 'redis.pid');
}

function logFile({ directory }: ServerPlace): string {
  return join(directory, 'redis.log');
}

/** The last words of the server, for the operator. */
export function lastLine(place: ServerPlace): string {
  try {
    return readFileSync(logFile(place), 'utf8').trim().split('\n').at(-1) ?? '';
  } catch {
    return '';
  }
}

/** SIGTERM, and SIGKILL after 10 s: with AOF `always` neither loses what was answered. */
export async function endServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return;
  const gone = once(server, 'exit');
  server.kill('SIGTERM');
  const hard = setTimeout(() => server.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(hard);
}
