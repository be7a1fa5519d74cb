import { z } from 'zod';
import { AlertRecord, RepeatRecord } from '../../domain/alert.js';
import { TimelineEntry } from '../../domain/incident.js';
import { key } from '../keys.js';
import type { Store } from '../script.js';

/** The row of an accepted alert, kept for 7 days. */
export async function readAlert(store: Store, alertId: string): Promise<AlertRecord | null> {
  const [record = null] = await readAlerts(store, [alertId]);
  return record;
}

const Row = z.union([AlertRecord, RepeatRecord]);

/** Those of them that are still kept. A repeat is told in the words of the alert that it is a repeat of. */
async function readAlerts(store: Store, ids: readonly string[]): Promise<readonly AlertRecord[]> {
  const rows = await readRows(store, ids);
  const known = new Map(rows.flatMap(({ id, row }) => ('alert' in row ? [[id, row] as const] : [])));
  const elsewhere = rows.flatMap(({ row }) => ('alert' in row || known.has(row.repeatedBy) ? [] : row.repeatedBy));
  for (const { id, row } of await readRows(store, [...new Set(elsewhere)])) if ('alert' in row) known.set(id, row);
  return rows.flatMap(({ id, row }) => {
    if ('alert' in row) return [row];
    const said = known.get(row.repeatedBy);
    return said === undefined ? [] : [{ ...said, alert: { ...said.alert, id, receivedAt: row.receivedAt } }];
  });
}

async function readRows(store: Store, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const texts = await store.redis.mget(ids.map((id) => key(store.prefix, 'alert', id)));
  return ids.flatMap((id, n) => {
    const text = texts[n] ?? null;
    return text === null ? [] : [{ id, row: Row.parse(JSON.parse(text)) }];
  });
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
  return readAlerts(store, await store.redis.lrange(key(store.prefix, 'incident-alerts', incidentId), 0, -1));
}

/** The newest 1,000 lines of an incident's history, oldest first. */
export async function readTimeline(store: Store, incidentId: string): Promise<readonly TimelineEntry[]> {
  const texts = await store.redis.lrange(key(store.prefix, 'timeline', incidentId), 0, -1);
  return texts.map((text) => TimelineEntry.parse(JSON.parse(text)));
}
