import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { LUA_BATCH, LUA_END_BATCH, LUA_RUN_BATCH, LUA_SINGLE } from './keys.js';

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

/** Joins the common start and the parts of a script that serves one request. */
export function defineScript(...parts: readonly string[]): Script {
  return scriptOf([LUA_SINGLE, ...parts]);
}

/**
 * Joins the parts of a script that serves several requests in one run. `steps`: by the name that a request has as its `step`,
 * parts that define `each()`, which serves it; what they define else is their own. `afterAll` ends a run.
 */
export function defineBatchScript(parts: {
  readonly shared: readonly string[];
  readonly steps: Readonly<Record<string, readonly string[]>>;
  readonly afterAll: string;
}): Script {
  const steps = Object.entries(parts.steps).map(([name, own]) => `do\n${own.join('\n')}\nSTEPS.${name} = each\nend`);
  return scriptOf([LUA_BATCH, ...parts.shared, ...steps, LUA_RUN_BATCH, parts.afterAll, LUA_END_BATCH]);
}

function scriptOf(parts: readonly string[]): Script {
  const lua = parts.join('\n');
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}

/** Runs a script for one request. */
export function runScript(store: Store, script: Script, request: object): Promise<unknown> {
  return evaluate(store, script, [jsonText(request)]);
}

/** Runs a script by its hash, loading it where the server does not know it (first use, restart, failover). */
export async function evaluate(store: Store, script: Script, argv: readonly string[]): Promise<unknown> {
  const all = [store.prefix, String(store.keepSeconds ?? ''), ...argv];
  try {
    return await store.redis.evalsha(script.sha, 0, ...all);
  } catch (error) {
    if (!isUnknownScript(error)) throw error;
    return await store.redis.eval(script.lua, 0, ...all);
  }
}

const escapes = /\\(?:(ud[89a-f][0-9a-f]{2})|.)/g;

/**
 * Redis's JSON reader refuses half of a surrogate pair, which a text cut in the middle of a character may hold. What a text spells
 * out itself (a backslash, then `ud83d`) begins with an escaped backslash, and stays.
 */
export function jsonText(request: object): string {
  const text = JSON.stringify(request);
  if (!text.includes('\\ud')) return text;
  return text.replace(escapes, (whole, half: string | undefined) => (half === undefined ? whole : '\\ufffd'));
}

/** NOSCRIPT is the protocol's error code, the first word of the reply. */
function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT ');
}
