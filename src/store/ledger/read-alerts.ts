import { AlertRecord } from '../../domain/alert.js';
import { TimelineEntry } from '../../domain/incident.js';
import { key } from '../keys.js';
import type { Store } from '../script.js';

/** The row of an accepted alert, kept for 7 days. */
export async function readAlert(store: Store, alertId: string): Promise<AlertRecord | null> {
  const text = await store.redis.get(key(store.prefix, 'alert', alertId));
  return text === null ? null : AlertRecord.parse(JSON.parse(text));
}

/** Those of the ids that have no row: what a replay has to bring in. */
export async function unknownAlerts(store: Store, alertIds: readonly string[]): Promise<readonly string[]> {
  if (alertIds.length === 0) return [];
  const pipeline = store.redis.pipeline();
  for (const id of alertIds) pipeline.exists(key(store.prefix, 'alert', id));
  const replies = (await pipeline.exec()) ?? [];
  return alertIds.filter((_, n) => {
    const [error, found] = replies[n] ?? [new Error('no reply')];
    if (error !== null) throw error;
    return found === 0;
  });
}

/** The newest 1,000 alerts of an incident that are still kept, oldest first. */
export async function listAlerts(store: Store, incidentId: string): Promise<readonly AlertRecord[]> {
  const ids = await store.redis.lrange(key(store.prefix, 'incident-alerts', incidentId), 0, -1);
  if (ids.length === 0) return [];
  const texts = await store.redis.mget(ids.map((id) => key(store.prefix, 'alert', id)));
  return texts.flatMap((text) => (text === null ? [] : AlertRecord.parse(JSON.parse(text))));
}

/** The newest 1,000 lines of an incident's history, oldest first. */
export async function readTimeline(store: Store, incidentId: string): Promise<readonly TimelineEntry[]> {
  const texts = await store.redis.lrange(key(store.prefix, 'timeline', incidentId), 0, -1);
  return texts.map((text) => TimelineEntry.parse(JSON.parse(text)));
}
