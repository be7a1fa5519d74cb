import { z } from 'zod';
import { AccessToken } from '../../domain/access-token.js';
import type { TokenStore } from '../../ports-access.js';
import { readIndexPage } from '../index-page.js';
import { key, singleKey } from '../keys.js';
import { LUA_TRIM_INDEX } from '../ledger/lua-parts.js';
import { defineScript, runScript, type Store } from '../script.js';

const addScript = defineScript(
  LUA_TRIM_INDEX,
  `
redis.call('HSET', key('token', q.id), 'doc', q.doc, 'hash', q.hash)
redis.call('PEXPIRE', key('token', q.id), string.format('%d', q.expiresAt - q.createdAt + MONTH * 1000))
redis.call('ZADD', one('tokens'), q.createdAt, q.id)
trimIndex(one('tokens'), 'token', q.createdAt)
`,
);

/** The revocation that comes first stays. */
const revokeScript = defineScript(`
if redis.call('EXISTS', key('token', q.id)) == 0 then return 0 end
if redis.call('HSETNX', key('token', q.id), 'revokedAt', string.format('%d', q.now)) == 0 then return 0 end
redis.call('HSET', key('token', q.id), 'revokedBy', q.by)
return 1
`);

/** A token that has expired from the store meanwhile must not come back as a stump. */
const touchScript = defineScript(`
if redis.call('EXISTS', key('token', q.id)) == 1 then
  redis.call('HSET', key('token', q.id), 'usedAt', string.format('%d', q.now))
end
`);

const Stored = z.object({
  doc: z.string(),
  hash: z.string(),
  usedAt: z.coerce.number().optional(),
  revokedAt: z.coerce.number().optional(),
  revokedBy: z.string().optional(),
});

/** Tokens in Redis, one hash each; what changes (last use, revocation) stands beside the document. */
export function createTokenStore(store: Store): TokenStore {
  return {
    async add(token, hash) {
      const { id, createdAt, expiresAt } = token;
      await runScript(store, addScript, { id, createdAt, expiresAt, hash, doc: JSON.stringify(token) });
    },
    read: (id) => readToken(store, id),
    list: ({ limit, cursor, person }) =>
      readIndexPage(store, {
        index: singleKey(store.prefix, 'tokens'),
        limit,
        cursor,
        load: async (ids) => {
          const found = await Promise.all(ids.map((id) => readToken(store, id)));
          return found.map((known) =>
            known !== null && (person === undefined || known.token.person === person) ? known.token : null,
          );
        },
      }),
    async touch(id, now) {
      await runScript(store, touchScript, { id, now });
    },
    revoke: async (id, by, now) => (await runScript(store, revokeScript, { id, by, now })) === 1,
  };
}

async function readToken(store: Store, id: string): Promise<Awaited<ReturnType<TokenStore['read']>>> {
  const fields = await store.redis.hgetall(key(store.prefix, 'token', id));
  if (fields.doc === undefined) return null;
  const { doc, hash, usedAt, revokedAt, revokedBy } = Stored.parse(fields);
  const token = AccessToken.parse({
    ...JSON.parse(doc),
    lastUsedAt: usedAt ?? null,
    revokedAt: revokedAt ?? null,
    revokedBy: revokedBy ?? null,
  });
  return { token, hash };
}
