import type { NotificationUpdate } from '../../ports-delivery.js';
import { jsonText } from '../script.js';
import type { BatchRequest, RunBatched } from '../script-batch.js';

/**
 * Compare-and-set of a notification with everything that follows from it. What is
 * `retrying`, `failed` or `dropped` has not told the person; `dropped` also gives the slot of the limits back. False: another process was there first.
 */
export function createUpdateNotification(write: RunBatched): (update: NotificationUpdate) => Promise<boolean> {
  return async (update) => (await write(updateRequest(update))) === '1';
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
    step: 'outcome',
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
