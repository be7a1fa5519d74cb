import type { NotificationUpdate } from '../../ports-delivery.js';
import { jsonText, type Store } from '../script.js';
import { type BatchRequest, createScriptBatch } from '../script-batch.js';
import { updateNotificationScript } from './update-notification.lua.js';

/**
 * Compare-and-set of a notification with everything that follows from it. What is
 * `retrying`, `failed` or `dropped` has not told the person; `dropped` also gives the slot of the limits back. False: another process was there first.
 */
export function createUpdateNotification(store: Store): (update: NotificationUpdate) => Promise<boolean> {
  const run = createScriptBatch(store, updateNotificationScript);
  return async (update) => (await run(updateRequest(update))) === '1';
}

function updateRequest(update: NotificationUpdate): BatchRequest {
  const {
    from,
    provider = null,
    providerId,
    error,
    subject,
    text,
    possibleDuplicate,
    drop,
    timeline,
    ...rest
  } = update;
  const texts: string[] = [];
  const store = (value: string | null) => (value === null ? null : texts.push(value));
  const request = {
    ...rest,
    fromState: from.state,
    fromAttempts: String(from.attempts),
    texts: {
      provider: store(provider),
      providerId: store(providerId),
      error: store(error),
      subject: store(subject),
      text: store(text),
    },
    possibleDuplicate: possibleDuplicate ? 1 : 0,
    drop: Object.fromEntries(drop),
    timeline: timeline.map(({ incidentId, entry }) => ({ incidentId, entry: store(jsonText(entry)) })),
  };
  return { request, texts };
}
