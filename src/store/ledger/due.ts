import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { DueRef } from '../../ports-ledger.js';
import { defineScript, runScript, type Store } from '../script.js';
import { parseDueRef, refText } from './due-ref.js';
import { LUA_ARM, LUA_MAKE_DUE, LUA_PLACE_NOW, LUA_REMEMBER } from './lua-parts.js';
import { luaList } from './lua-reply.js';

/** A lease ends on a half millisecond: no commit writes such a time, so it is told apart from one that a commit set. */
const leaseScript = defineScript(
  LUA_REMEMBER,
  `
local refs = redis.call('ZRANGEBYSCORE', DUE, '-inf', q.now, 'LIMIT', 0, q.limit)
if #refs == 0 then return '[]' end
for _, ref in ipairs(refs) do redis.call('ZADD', DUE, q.now + q.leaseMs + 0.5, ref) end
return remember(cjson.encode(refs))
`,
);

/** A method is due while it has calls, whoever settles it. */
const settleScript = defineScript(
  LUA_PLACE_NOW,
  LUA_ARM,
  `
local score = redis.call('ZSCORE', DUE, q.ref)
if not score or tonumber(score) ~= q.leasedUntil + 0.5 then return 0 end
local method = string.match(q.ref, '^method:(.*)$')
if q.at ~= null then
  redis.call('ZADD', DUE, q.at, q.ref)
elseif method then
  arm(method, q.leasedUntil)
else
  redis.call('ZREM', DUE, q.ref)
end
return 1
`,
);

const makeDueScript = defineScript(LUA_MAKE_DUE, `for _, ref in ipairs(q.refs) do makeDue(ref, q.now) end`);

const oldestScript = defineScript(`return redis.call('ZRANGE', DUE, 0, 0, 'WITHSCORES')`);

const Refs = luaList(z.string());
const Oldest = z.array(z.string());
const batch = 500;

/** Leases up to `limit` (at most 500) due things until `now + leaseMs`. */
export async function leaseDue(
  store: Store,
  now: number,
  lease: { leaseMs: number; limit: number },
): Promise<DueRef[]> {
  const request = { request: randomUUID(), now, leaseMs: lease.leaseMs, limit: Math.min(lease.limit, batch) };
  const reply = await runScript(store, leaseScript, request);
  return Refs.parse(JSON.parse(String(reply))).flatMap((text) => parseDueRef(text) ?? []);
}

/** Ends a lease that still stands. */
export async function settleDue(
  store: Store,
  ref: DueRef,
  settled: { leasedUntil: number; at: number | null },
): Promise<void> {
  await runScript(store, settleScript, { ref: refText(ref), ...settled });
}

/** Makes things due now that are due later or not at all. */
export async function makeDue(store: Store, refs: readonly DueRef[], now: number): Promise<void> {
  for (let start = 0; start < refs.length; start += batch) {
    await runScript(store, makeDueScript, { refs: refs.slice(start, start + batch).map(refText), now });
  }
}

/** Due time of what is due first (it may lie ahead); null: nothing waits. */
export async function oldestDue(store: Store): Promise<number | null> {
  const score = Oldest.parse(await runScript(store, oldestScript, {}))[1];
  return score === undefined ? null : Math.floor(Number(score));
}
