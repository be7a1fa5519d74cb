import type { Redis } from 'ioredis';
import type { RedisFacts, RedisStanding } from '../ports-redis.js';
import { readFacts, refusalOf } from './check-redis.js';
import { openRedis } from './open-redis.js';
import { pause } from './pause.js';
import type { RedisTarget } from './redis-target.js';

export interface SearchRequest {
  readonly target: RedisTarget;
  /** Closed clients; connected once Redis is found: for the ledger, for the worker. */
  readonly clients: readonly [Redis, Redis];
  readonly closing: AbortSignal;
  /** Called when a Redis was found that must not be used, each time that one is. */
  readonly onRefused: (because: string) => void;
  /** Why nobody can be there yet, where that is known better than from the connection. */
  readonly absence?: () => string | null;
  /** Called with a Redis that may be used, before anybody else may use it. */
  readonly onFound?: (redis: Redis) => Promise<void>;
}

/** The search for a Redis that may be used. */
export interface RedisSearch {
  standing(): RedisStanding;
  readonly found: Promise<void>;
  look(): Promise<RedisFacts>;
}

const pollMs = 25;
const refusedPollMs = 1000;

/** A client of its own looks first: what must not be used is not connected. Goes on until it has found one or is closed. */
export function searchRedis(request: SearchRequest): RedisSearch {
  const { target, clients, closing } = request;
  const [ledger] = clients;
  const scout = openRedis(target.address, 'ledger');
  let last = 'it does not answer';
  scout.on('error', (error: Error) => {
    last = error.message;
  });
  scout.on('connect', () => {
    if (!isRefusal(last)) last = 'it is loading its data, or hangs';
  });
  let standing: RedisStanding = { kind: 'awaited', because: last };

  /** True when it is in use. */
  async function step(): Promise<boolean> {
    const seen = await lookWith(scout, target, last);
    if (seen.kind !== 'in-use') {
      note(seen);
      return false;
    }
    await request.onFound?.(scout);
    await Promise.all(clients.map(connectFirst));
    standing = seen;
    return true;
  }

  function note(now: RedisStanding & { readonly because: string }): void {
    if (now.kind === 'refused' && standing.kind === 'awaited') request.onRefused(now.because);
    standing = now.kind === 'awaited' ? { ...now, because: request.absence?.() ?? now.because } : now;
  }

  function tellFailed(cause: Error): false {
    note({ kind: 'awaited', because: `cannot use Redis at ${target.label}: ${cause.message}` });
    return false;
  }

  /** Redis may go away in the middle of a step: then the next one looks again. */
  async function search(): Promise<void> {
    while (!(await step().catch(tellFailed))) {
      await pause(standing.kind === 'refused' ? refusedPollMs : pollMs, closing);
      if (closing.aborted) await new Promise(() => undefined);
    }
  }

  const found = search().finally(() => scout.disconnect());
  closing.addEventListener('abort', () => scout.disconnect());

  async function look(): Promise<RedisFacts> {
    const facts = await readFacts(ledger);
    if (standing.kind === 'in-use') standing = { kind: 'in-use', facts };
    return facts;
  }

  // Until somebody has looked again, nothing is known of what the next connection leads to.
  ledger.on('close', () => {
    if (standing.kind === 'in-use') standing = { kind: 'in-use', facts: { ...standing.facts, durable: false } };
  });
  return { standing: () => standing, found, look };
}

async function lookWith(scout: Redis, { label }: RedisTarget, last: string): Promise<RedisStanding> {
  if (scout.status !== 'ready') {
    const because = `cannot use Redis at ${label}: ${last}`;
    return { kind: isRefusal(last) ? 'refused' : 'awaited', because };
  }
  const facts = await readFacts(scout);
  const because = refusalOf(facts, label);
  return because === null ? { kind: 'in-use', facts } : { kind: 'refused', because };
}

/** The first word of a reply is the protocol's error code: these do not pass by themselves. */
function isRefusal(reply: string): boolean {
  return /^(WRONGPASS|NOAUTH|NOPERM|ERR)\b/.test(reply);
}

/** Resolves when it is ready; it goes on by itself when the first attempt fails. */
function connectFirst(client: Redis): Promise<void> {
  return new Promise((resolve) => {
    client.once('ready', () => resolve());
    client.connect().catch(() => undefined);
  });
}
