import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AddedMethod } from '../../domain/added-method.js';
import type { AddedMethodStore } from '../../ports-access.js';
import { singleKey } from '../keys.js';
import { LUA_REMEMBER } from '../ledger/lua-parts.js';
import { defineScript, runScript, type Store } from '../script.js';

/** The epoch is that of the windows: no commit goes by contact methods that it has not read. `doc` null: it is taken away. */
const writeScript = defineScript(
  LUA_REMEMBER,
  `
if q.doc == null then
  if redis.call('HDEL', one('added-methods'), q.id) == 0 then return '0' end
else redis.call('HSET', one('added-methods'), q.id, q.doc) end
redis.call('INCR', one('window-epoch'))
return remember('1')
`,
);

/** Bounded by the methods that people have added, a few each. */
const currentScript = defineScript(`
local epoch = redis.call('GET', one('window-epoch')) or '0'
if epoch == q.known then return {epoch, false} end
return {epoch, redis.call('HVALS', one('added-methods'))}
`);

const Current = z.tuple([z.coerce.number(), z.array(z.string()).nullable()]);

/** Contact methods that people have added, in Redis. */
export function createAddedMethodStore(store: Store): AddedMethodStore {
  const write = async (id: string, doc: string | null) =>
    (await runScript(store, writeScript, { request: randomUUID(), id, doc })) === '1';
  return {
    async readCurrent(known) {
      const request = { known: known === null ? null : String(known) };
      const [epoch, docs] = Current.parse(await runScript(store, currentScript, request));
      return { epoch, methods: docs === null ? null : docs.map(parse).sort((a, b) => a.verifiedAt - b.verifiedAt) };
    },
    async read(id) {
      const doc = await store.redis.hget(singleKey(store.prefix, 'added-methods'), id);
      return doc === null ? null : parse(doc);
    },
    async add(method) {
      await write(method.id, JSON.stringify(method));
    },
    remove: (id) => write(id, null),
  };
}

function parse(doc: string): AddedMethod {
  return AddedMethod.parse(JSON.parse(doc));
}
