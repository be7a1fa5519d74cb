import { z } from 'zod';
import { Channel } from '../domain/channel.js';
import type { OutboxItem } from '../domain/delivery.js';
import type { OutboxStore } from '../ports.js';
import { readIndexPage } from './index-page.js';
import { key, singleKey } from './keys.js';
import { LUA_TRIM_INDEX } from './ledger/lua-parts.js';
import { defineScript, runScript, type Store } from './script.js';

const appendScript = defineScript(
  LUA_TRIM_INDEX,
  `
redis.call('SET', key('outbox-item', q.id), q.doc, 'EX', MONTH)
redis.call('ZADD', one('outbox'), q.at, q.id)
trimIndex(one('outbox'), 'outbox-item', q.at)
`,
);

const StoredItem = z.object({
  id: z.string(),
  at: z.number(),
  channel: Channel,
  to: z.string(),
  person: z.string(),
  incidentId: z.string().nullable(),
  subject: z.string().optional(),
  text: z.string(),
});

/** What would have been sent, newest first, kept for 30 days. An id that comes again replaces its item. */
export function createOutboxStore(store: Store): OutboxStore {
  return {
    append: async (item) => {
      await runScript(store, appendScript, { id: item.id, at: item.at, doc: JSON.stringify(item) });
    },
    list: (limit, cursor) =>
      readIndexPage(store, {
        index: singleKey(store.prefix, 'outbox'),
        limit,
        cursor,
        load: (ids) => Promise.all(ids.map((id) => readItem(store, id))),
      }),
  };
}

async function readItem(store: Store, id: string): Promise<OutboxItem | null> {
  const text = await store.redis.get(key(store.prefix, 'outbox-item', id));
  return text === null ? null : StoredItem.parse(JSON.parse(text));
}
