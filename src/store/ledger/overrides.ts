import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Override } from '../../domain/schedule.js';
import type { OverrideLedger } from '../../ports-ledger.js';
import { readIndexPage } from '../index-page.js';
import { key, singleKey } from '../keys.js';
import { defineScript, runScript, type Store } from '../script.js';
import { refText } from './due-ref.js';
import { LUA_MAKE_DUE, LUA_REMEMBER, LUA_TRIM_INDEX } from './lua-parts.js';

/** So long an override is known after its end: who was on call is asked about the past, too. */
const KNOWN_MS = 35 * 86_400_000;

/** The epoch is that of the maintenance windows: every commit checks it, so that no process pages on an override it has not read. */
const writeScript = defineScript(
  LUA_REMEMBER,
  LUA_MAKE_DUE,
  LUA_TRIM_INDEX,
  `
local stored = redis.call('GET', key('override', q.id))
local rev = 0
if stored then rev = cjson.decode(stored).rev end
if rev ~= q.rev then return '0' end
local left = math.max(q.endsAt - q.now, 0) + 3 * MONTH * 1000
redis.call('SET', key('override', q.id), q.doc, 'PX', string.format('%d', left))
redis.call('ZADD', one('current-overrides'), q.endsAt, q.id)
redis.call('ZREMRANGEBYSCORE', one('current-overrides'), '-inf', q.now - q.knownMs)
redis.call('ZADD', one('all-overrides'), q.createdAt, q.id)
trimIndex(one('all-overrides'), 'override', q.now)
redis.call('INCR', one('window-epoch'))
for _, ref in ipairs(q.due) do makeDue(ref, q.dueAt) end
return remember('1')
`,
);

/** Bounded by the overrides that people make in some weeks; nothing but the epoch where it is as it was. */
const currentScript = defineScript(`
local epoch = redis.call('GET', one('window-epoch')) or '0'
if epoch == q.known then return {epoch, false} end
local overrides = {}
for _, id in ipairs(redis.call('ZRANGE', one('current-overrides'), 0, -1)) do
  local doc = redis.call('GET', key('override', id))
  if doc then overrides[#overrides + 1] = doc end
end
return {epoch, overrides}
`);

const Current = z.tuple([z.coerce.number(), z.array(z.string()).nullable()]);

/** Changes of schedules that people made. */
export function createOverrideLedger(store: Store): OverrideLedger {
  return {
    readCurrent: async (known) => {
      const request = { known: known === null ? null : String(known) };
      const [epoch, overrides] = Current.parse(await runScript(store, currentScript, request));
      return { epoch, overrides: overrides?.map(parseOverride) ?? null };
    },
    list: (limit, cursor) =>
      readIndexPage(store, {
        index: singleKey(store.prefix, 'all-overrides'),
        limit,
        cursor,
        load: (ids) => Promise.all(ids.map((id) => readOverride(store, id))),
      }),
    read: (id) => readOverride(store, id),
    write: async (override, { now, due, dueAt }) => {
      const { id, rev, endsAt, createdAt } = override;
      const request = {
        ...{ request: randomUUID(), id, rev, endsAt, createdAt, now, dueAt, knownMs: KNOWN_MS },
        doc: JSON.stringify({ ...override, rev: rev + 1 }),
        due: due.map(refText),
      };
      return (await runScript(store, writeScript, request)) === '1';
    },
  };
}

async function readOverride(store: Store, id: string): Promise<Override | null> {
  const text = await store.redis.get(key(store.prefix, 'override', id));
  return text === null ? null : parseOverride(text);
}

function parseOverride(text: string): Override {
  return Override.parse(JSON.parse(text));
}
