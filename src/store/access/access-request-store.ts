import { randomUUID } from 'node:crypto';
import { AccessRequest } from '../../domain/access-request.js';
import type { AccessRequestStore } from '../../ports-access.js';
import { readIndexPage } from '../index-page.js';
import { key, singleKey } from '../keys.js';
import { LUA_REMEMBER, LUA_TRIM_INDEX } from '../ledger/lua-parts.js';
import { defineScript, runScript, type Store } from '../script.js';

const writeScript = defineScript(
  LUA_REMEMBER,
  LUA_TRIM_INDEX,
  `
local stored = redis.call('GET', key('access-request', q.id))
local rev = 0
if stored then rev = cjson.decode(stored).rev end
if rev ~= q.rev then return '0' end
redis.call('SET', key('access-request', q.id), q.doc, 'EX', MONTH)
redis.call('ZADD', one('access-requests'), q.createdAt, q.id)
trimIndex(one('access-requests'), 'access-request', q.createdAt)
return remember('1')
`,
);

/** Access requests in Redis, for a month after their last change. */
export function createAccessRequestStore(store: Store): AccessRequestStore {
  return {
    read: (id) => read(store, id),
    async write(request) {
      const { id, rev, createdAt } = request;
      const doc = JSON.stringify({ ...request, rev: rev + 1 });
      return (await runScript(store, writeScript, { request: randomUUID(), id, rev, createdAt, doc })) === '1';
    },
    list: ({ limit, cursor }) =>
      readIndexPage(store, {
        index: singleKey(store.prefix, 'access-requests'),
        limit,
        cursor,
        load: (ids) => Promise.all(ids.map((id) => read(store, id))),
      }),
  };
}

async function read(store: Store, id: string): Promise<AccessRequest | null> {
  const text = await store.redis.get(key(store.prefix, 'access-request', id));
  return text === null ? null : AccessRequest.parse(JSON.parse(text));
}
