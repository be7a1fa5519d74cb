import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Hold, MaintenanceWindow } from '../../domain/maintenance-window.js';
import type { WindowLedger } from '../../ports-ledger.js';
import { readIndexPage } from '../index-page.js';
import { key, singleKey } from '../keys.js';
import { defineScript, runScript, type Store } from '../script.js';
import { LUA_MAKE_DUE, LUA_REMEMBER, LUA_TRIM_INDEX } from './lua-parts.js';

const writeScript = defineScript(
  LUA_REMEMBER,
  LUA_MAKE_DUE,
  LUA_TRIM_INDEX,
  `
local stored = redis.call('GET', key('window', q.id))
local rev = 0
if stored then rev = cjson.decode(stored).rev end
if rev ~= q.rev then return '0' end
local left = math.max(q.countsUntil - q.now, 0) + MONTH * 1000
redis.call('SET', key('window', q.id), q.doc, 'PX', string.format('%d', left))
redis.call('ZADD', one('current-windows'), q.countsUntil, q.id)
redis.call('ZREMRANGEBYSCORE', one('current-windows'), '-inf', q.now - 86400000)
redis.call('ZADD', one('all-windows'), q.createdAt, q.id)
trimIndex(one('all-windows'), 'window', q.now)
redis.call('INCR', one('window-epoch'))
makeDue('window:' .. q.id, q.now)
makeDue('window-watch:' .. q.id, q.now)
return remember('1')
`,
);

/** Bounded by the windows that people have open or planned. */
const currentScript = defineScript(`
local windows = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', one('current-windows'), string.format('(%d', q.now), '+inf')) do
  local doc = redis.call('GET', key('window', id))
  if doc then windows[#windows + 1] = doc end
end
return {redis.call('GET', one('window-epoch')) or '0', windows}
`);

const Current = z.tuple([z.coerce.number(), z.array(z.string())]);

/** Maintenance windows that people opened. */
export function createWindowLedger(store: Store): WindowLedger {
  return {
    epoch: async () => Number((await store.redis.get(singleKey(store.prefix, 'window-epoch'))) ?? '0'),
    readCurrent: async (now) => {
      const [epoch, windows] = Current.parse(await runScript(store, currentScript, { now }));
      return { epoch, windows: windows.map(parseWindow) };
    },
    list: (limit, cursor) =>
      readIndexPage(store, {
        index: singleKey(store.prefix, 'all-windows'),
        limit,
        cursor,
        load: (ids) => Promise.all(ids.map((id) => readWindow(store, id))),
      }),
    read: (id) => readWindow(store, id),
    write: (window, now) => writeWindow(store, window, now),
    readHold: async (id) => holdOf(await store.redis.hgetall(key(store.prefix, 'held', id))),
  };
}

async function readWindow(store: Store, id: string): Promise<MaintenanceWindow | null> {
  const text = await store.redis.get(key(store.prefix, 'window', id));
  return text === null ? null : parseWindow(text);
}

async function writeWindow(store: Store, window: MaintenanceWindow, now: number): Promise<boolean> {
  const { id, rev, endsAt, standsUntil = endsAt, createdAt } = window;
  const doc = JSON.stringify({ ...window, rev: rev + 1 });
  const countsUntil = Math.max(endsAt, standsUntil);
  const request = { request: randomUUID(), id, rev, countsUntil, createdAt, doc, now };
  return (await runScript(store, writeScript, request)) === '1';
}

function holdOf({ '#alerts': alerts = '0', ...incidents }: Record<string, string>): Hold {
  const times = Object.entries(incidents).map(([id, at]) => [id, Number(at)] as const);
  return { alerts: Number(alerts), incidents: new Map(times) };
}

function parseWindow(text: string): MaintenanceWindow {
  return MaintenanceWindow.parse(JSON.parse(text));
}
