import { z } from 'zod';
import { ContactMethod } from '../../domain/channel.js';
import type { LoginStore, PendingLogin } from '../../ports-access.js';
import { key } from '../keys.js';
import { defineScript, runScript, type Store } from '../script.js';

const keepScript = defineScript(`
redis.call('HSET', key('login', q.id), 'doc', q.doc)
redis.call('EXPIRE', key('login', q.id), q.seconds)
`);

/** The attempt is counted before its answer is known, so that attempts at the same moment are all counted. */
const attemptScript = defineScript(`
local doc = redis.call('HGET', key('login', q.id), 'doc')
if not doc then return '' end
if redis.call('HINCRBY', key('login', q.id), 'attempts', 1) > q.most then return '' end
return doc
`);

const Pending = z.object({
  id: z.string(),
  person: z.string().nullable(),
  codeHash: z.string(),
  method: ContactMethod.extend({ first: z.boolean() }).optional(),
});

/** Logins that wait for their code, in Redis. */
export function createLoginStore(store: Store): LoginStore {
  return {
    async keep(login: PendingLogin, seconds) {
      await runScript(store, keepScript, { id: login.id, seconds, doc: JSON.stringify(login) });
    },
    async attempt(id, most) {
      const doc = String(await runScript(store, attemptScript, { id, most }));
      return doc === '' ? null : Pending.parse(JSON.parse(doc));
    },
    take: async (id) => (await store.redis.del(key(store.prefix, 'login', id))) === 1,
  };
}
