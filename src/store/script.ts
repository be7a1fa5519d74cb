import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { LUA_KEYS } from './keys.js';

/** A Lua script as the server knows it. */
export interface Script {
  readonly lua: string;
  readonly sha: string;
}

/** Where scripts run: the client and the prefix of all keys. */
export interface Store {
  readonly redis: Redis;
  readonly prefix: string;
  /** Forgets what is over after so many seconds, instead of a week or a month. */
  readonly keepSeconds?: number;
}

/** Joins the common start and the parts of a script. */
export function defineScript(...parts: readonly string[]): Script {
  const lua = [LUA_KEYS, ...parts].join('\n');
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}

/** Runs a script by its hash, loading it where the server does not know it (first use, restart, failover). */
export async function runScript(store: Store, script: Script, request: object): Promise<unknown> {
  const kept = store.keepSeconds === undefined ? [] : [String(store.keepSeconds)];
  const argv = [store.prefix, requestText(request), ...kept];
  try {
    return await store.redis.evalsha(script.sha, 0, ...argv);
  } catch (error) {
    if (!isUnknownScript(error)) throw error;
    return await store.redis.eval(script.lua, 0, ...argv);
  }
}

/** Redis's JSON reader refuses half of a surrogate pair, which a text cut in the middle of a character may hold. */
function requestText(request: object): string {
  const text = JSON.stringify(request);
  return text.includes('\\ud') ? text.replace(/\\ud[89a-f][0-9a-f]{2}/g, '\\ufffd') : text;
}

/** NOSCRIPT is the protocol's error code, the first word of the reply. */
function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT ');
}
