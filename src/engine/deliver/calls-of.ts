import type { ClaimedCall } from '../../domain/delivery.js';
import type { Notification } from '../../domain/notification.js';
import type { EngineDeps } from '../engine-deps.js';

/** The calls of a notification as `claim` hands them out, with their incidents as they are now. */
export async function callsOf(deps: EngineDeps, notification: Notification): Promise<ClaimedCall[]> {
  const calls: ClaimedCall[] = [];
  for (const { callId, pageId, incidentId } of notification.calls) {
    const record = await deps.ledger.readPage(pageId);
    const incident = incidentId === null ? null : await deps.ledger.readIncident(incidentId);
    if (record !== null) calls.push({ callId, page: record.page, incident });
  }
  return calls;
}
