import { CalendarFeed } from '../domain/calendar-feed.js';
import type { FeedStore } from '../ports.js';
import { readIndexPage } from './index-page.js';
import { key, singleKey } from './keys.js';
import type { Store } from './script.js';

const REVOKED_SECONDS = 90 * 86_400;

/** Secret addresses of calendars; revoked ones are shown for 90 days. */
export function createFeedStore(store: Store): FeedStore {
  const { redis, prefix } = store;
  const keyOf = (id: string) => key(prefix, 'feed', id);

  async function read(id: string): Promise<CalendarFeed | null> {
    const text = await redis.get(keyOf(id));
    return text === null ? null : CalendarFeed.parse(JSON.parse(text));
  }

  return {
    read,
    async add(feed) {
      await redis.set(keyOf(feed.id), JSON.stringify(feed));
      await redis.zadd(singleKey(prefix, 'all-feeds'), feed.createdAt, feed.id);
    },
    async revoke(feed) {
      await redis.set(keyOf(feed.id), JSON.stringify(feed), 'EX', REVOKED_SECONDS);
    },
    list: (limit, cursor) =>
      readIndexPage(store, {
        index: singleKey(prefix, 'all-feeds'),
        limit,
        cursor,
        load: (ids) => Promise.all(ids.map(read)),
      }),
  };
}
