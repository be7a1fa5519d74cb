import { randomUUID } from 'node:crypto';
import type { NotificationUpdate } from '../../ports-ledger.js';
import { runScript, type Store } from '../script.js';
import { updateNotificationScript } from './update-notification.lua.js';

/**
 * Compare-and-set of a notification with everything that follows from it. What is
 * `retrying`, `failed` or `dropped` has not told the person; `dropped` also gives the slot of the limits back. False: another process was there first.
 */
export async function updateNotification(store: Store, update: NotificationUpdate): Promise<boolean> {
  const { from, providerId, error, subject, text, possibleDuplicate, drop, timeline, ...rest } = update;
  const request = {
    ...rest,
    request: randomUUID(),
    fromState: from.state,
    fromAttempts: String(from.attempts),
    texts: { providerId, error, subject, text },
    possibleDuplicate: possibleDuplicate ? 1 : 0,
    drop: Object.fromEntries(drop),
    timeline: timeline.map(({ incidentId, entry }) => ({ incidentId, entry: JSON.stringify(entry) })),
  };
  return (await runScript(store, updateNotificationScript, request)) === '1';
}
