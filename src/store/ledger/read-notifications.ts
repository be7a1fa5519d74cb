import type { Notification } from '../../domain/notification.js';
import type { Cursor, Ledger } from '../../ports-ledger.js';
import { readIndexPage } from '../index-page.js';
import { key, singleKey } from '../keys.js';
import type { Store } from '../script.js';
import { parseNotification } from './notification-fields.js';

/** A notification, kept for 30 days. */
export async function readNotification(store: Store, id: string): Promise<Notification | null> {
  const fields = await store.redis.hgetall(key(store.prefix, 'notification', id));
  return fields.id === undefined ? null : parseNotification(new Map(Object.entries(fields)));
}

/** Newest first, of one incident or of all. */
export async function listNotifications(
  store: Store,
  filter: Parameters<Ledger['listNotifications']>[0],
): Promise<Cursor<Notification>> {
  const { prefix } = store;
  return await readIndexPage(store, {
    index:
      filter.incidentId === undefined
        ? singleKey(prefix, 'all-notifications')
        : key(prefix, 'incident-notifications', filter.incidentId),
    limit: filter.limit,
    cursor: filter.cursor,
    load: (ids) => Promise.all(ids.map((id) => readNotification(store, id))),
  });
}
