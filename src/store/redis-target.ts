import type { RedisOptions } from 'ioredis';
import { RedisStartError } from './redis-start-error.js';

/** What ioredis needs to find a server and to log in. */
export type RedisAddress = Pick<
  RedisOptions,
  | 'path'
  | 'host'
  | 'port'
  | 'db'
  | 'username'
  | 'password'
  | 'tls'
  | 'sentinels'
  | 'name'
  | 'failoverDetector'
  | 'enableTLSForSentinelMode'
  | 'lazyConnect'
>;

/** Where Redis is, as `REDIS_URL` says it. */
export interface RedisTarget {
  readonly address: RedisAddress;
  /** A unix socket, or loopback: needs neither password nor TLS. */
  readonly local: boolean;
  readonly encrypted: boolean;
  readonly hasPassword: boolean;
  /** For logs and errors: no credentials. */
  readonly label: string;
}

const forms = 'redis://host:6379, rediss://…, a unix socket path, or redis-sentinel://h1,h2,h3/name';
const sentinelForm = /^(rediss?)-sentinel:\/\/(?:([^@/]*)@)?([^/@?]+)\/([^/?]+)(?:\/(\d+))?$/;

/**
 * Reads `redis://[user:password@]host[:port][/db]`, `rediss://…` (TLS), `/path/to.sock` or `unix:///path/to.sock`, and
 * `redis-sentinel://[user:password@]h1[:port],h2,h3/name[/db]` (`rediss-sentinel://` with TLS).
 */
export function parseRedisTarget(url: string): RedisTarget {
  const path = url.startsWith('/') ? url : /^unix:\/\/(\/.+)$/.exec(url)?.[1];
  if (path !== undefined) return { address: { path }, local: true, encrypted: false, hasPassword: false, label: path };
  const sentinel = sentinelForm.exec(url);
  if (sentinel !== null) return sentinelTarget(sentinel);
  if (/^rediss?:\/\//.test(url) && URL.canParse(url)) return singleTarget(new URL(url));
  throw new RedisStartError(`REDIS_URL is not readable: it must be ${forms}`);
}

function singleTarget(url: URL): RedisTarget {
  const host = url.hostname.replace(/^\[|\]$/g, '') || 'localhost';
  const port = url.port === '' ? 6379 : Number(url.port);
  const encrypted = url.protocol === 'rediss:';
  const db = /^\/(\d+)$/.exec(url.pathname)?.[1];
  const credentials = readCredentials(`${url.username}:${url.password}`);
  return {
    address: { host, port, ...credentials, ...(encrypted && { tls: {} }), ...(db !== undefined && { db: Number(db) }) },
    local: isLoopback(host),
    encrypted,
    hasPassword: 'password' in credentials,
    label: `${host}:${port}`,
  };
}

function sentinelTarget([, scheme, login, hosts = '', name = '', db]: RegExpExecArray): RedisTarget {
  const encrypted = scheme === 'rediss';
  const sentinels = hosts.split(',').map(readAddress);
  const credentials = readCredentials(login ?? '');
  return {
    address: {
      sentinels,
      name: decodeURIComponent(name),
      // A master that was replaced is left when the sentinels say so, not when they get round to demoting it.
      failoverDetector: true,
      ...credentials,
      ...(encrypted && { tls: {}, enableTLSForSentinelMode: true }),
      ...(db !== undefined && { db: Number(db) }),
    },
    local: sentinels.every(({ host }) => isLoopback(host)),
    encrypted,
    hasPassword: 'password' in credentials,
    label: `${name} by sentinels ${hosts}`,
  };
}

function readAddress(text: string): { host: string; port: number } {
  const [, host = text, port = '26379'] = /^\[?(.+?)\]?(?::(\d+))?$/.exec(text.trim()) ?? [];
  return { host, port: Number(port) };
}

/** `user:password`, `:password` or `password`, percent-encoded. */
function readCredentials(login: string): { username?: string; password?: string } {
  const colon = login.indexOf(':');
  const username = decodeURIComponent(colon > 0 ? login.slice(0, colon) : '');
  const password = decodeURIComponent(login.slice(colon + 1));
  if (password === '') return {};
  return username === '' ? { password } : { username, password };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
