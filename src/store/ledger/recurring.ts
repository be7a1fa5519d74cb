import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { RecurringRecord } from '../../domain/recurring-record.js';
import type { RecurringLedger } from '../../ports-ledger.js';
import { key, singleKey } from '../keys.js';
import { defineScript, runScript, type Store } from '../script.js';
import { LUA_MAKE_DUE, LUA_REMEMBER } from './lua-parts.js';

/** The epoch is that of the windows: no commit goes by one that it has not read. What recurs no more is kept for a while. */
const writeScript = defineScript(
  LUA_REMEMBER,
  LUA_MAKE_DUE,
  `
local stored = redis.call('GET', key('recurring', q.id))
local rev = 0
if stored then rev = cjson.decode(stored).rev end
if rev ~= q.rev then return '0' end
redis.call('SET', key('recurring', q.id), q.doc)
if q.ended then
  redis.call('ZREM', one('recurring-windows'), q.id)
  redis.call('EXPIRE', key('recurring', q.id), MONTH)
else
  redis.call('ZADD', one('recurring-windows'), q.createdAt, q.id)
end
redis.call('INCR', one('window-epoch'))
makeDue('recurring:' .. q.id, q.now)
return remember('1')
`,
);

/** Bounded by the recurring windows that people have made. */
const currentScript = defineScript(`
local epoch = redis.call('GET', one('window-epoch')) or '0'
if epoch == q.known then return {epoch, false} end
local found = {}
for _, id in ipairs(redis.call('ZRANGE', one('recurring-windows'), 0, -1)) do
  local doc = redis.call('GET', key('recurring', id))
  if doc then found[#found + 1] = doc end
end
return {epoch, found}
`);

const Current = z.tuple([z.coerce.number(), z.array(z.string()).nullable()]);

/** Recurring windows that people made. */
export function createRecurringLedger(store: Store): RecurringLedger {
  return {
    readCurrent: async (known) => {
      const request = { known: known === null ? null : String(known) };
      const [epoch, found] = Current.parse(await runScript(store, currentScript, request));
      return { epoch, recurring: found?.map(parseRecord) ?? null };
    },
    read: async (id) => {
      const text = await store.redis.get(key(store.prefix, 'recurring', id));
      return text === null ? null : parseRecord(text);
    },
    count: () => store.redis.zcard(singleKey(store.prefix, 'recurring-windows')),
    noted: (name) => store.redis.hget(singleKey(store.prefix, 'recurring-told'), name),
    note: async (name, what) => {
      await store.redis.hset(singleKey(store.prefix, 'recurring-told'), name, what);
    },
    write: async (record, now) => {
      const { id, rev, createdAt, endedAt } = record;
      const doc = JSON.stringify({ ...record, rev: rev + 1 });
      const request = { request: randomUUID(), id, rev, createdAt, ended: endedAt !== null, doc, now };
      return (await runScript(store, writeScript, request)) === '1';
    },
  };
}

function parseRecord(text: string): RecurringRecord {
  return RecurringRecord.parse(JSON.parse(text));
}
