import { AlertRecord } from '../../domain/alert.js';
import { TimelineEntry } from '../../domain/incident.js';
import { key } from '../keys.js';
import type { Store } from '../script.js';

/** The row of an accepted alert, kept for 7 days. */
export async function readAlert(store: Store, alertId: string): Promise<AlertRecord | null> {
  const text = await store.redis.get(key(store.prefix, 'alert', alertId));
  return text === null ? null : AlertRecord.parse(JSON.parse(text));
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
