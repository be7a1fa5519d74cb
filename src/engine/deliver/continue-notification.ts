import type { ClaimedCall, PageRecord } from '../../domain/delivery.js';
import type { Notification } from '../../domain/notification.js';
import { type DeliveryDecision, decideAfterAsking } from '../../pipeline/deliver/next-delivery.js';
import type { EngineDeps } from '../engine-deps.js';
import { renderNotification } from './render-notification.js';
import { sendLeaseMs } from './send-lease.js';
import { type Delivered, nothingFollows, readPages, record, sendNotification, unchanged } from './send-notification.js';

/**
 * Takes up a notification whose time has come again: a retry is sent; one that may have been taken (time-out, or a
 * process that died while sending) is asked after at the provider first. Null: it needs nothing any more.
 */
export async function continueNotification(deps: EngineDeps, id: string): Promise<Delivered | null> {
  const notification = await deps.ledger.readNotification(id);
  if (notification === null) return null;
  if (notification.state === 'retrying') return sendAgain(deps, notification, notification.possibleDuplicate);
  if (notification.state === 'unknown' || notification.state === 'sending') return askAfter(deps, notification);
  return null;
}

async function sendAgain(deps: EngineDeps, before: Notification, possibleDuplicate: boolean): Promise<Delivered> {
  const now = deps.clock.now();
  const attempts = before.attempts + 1;
  const taken = await deps.ledger.updateNotification({
    ...unchanged(before, now),
    to: 'sending',
    attempts,
    possibleDuplicate,
    dueAt: now + sendLeaseMs[before.channel],
  });
  if (!taken) return nothingFollows;
  const notification: Notification = { ...before, state: 'sending', attempts, possibleDuplicate, updatedAt: now };
  return sendNotification(deps, { notification, calls: await callsOf(deps, before), heldCount: 0 });
}

async function askAfter(deps: EngineDeps, notification: Notification): Promise<Delivered> {
  const calls = await callsOf(deps, notification);
  const message = await renderNotification(deps, { notification, calls, heldCount: 0 });
  const foundId = await deps.channels[notification.channel].find(message);
  const decideOn = (pages: readonly PageRecord[]): DeliveryDecision =>
    decideAfterAsking({ notification, now: deps.clock.now(), pages, foundId });
  const pages = await readPages(deps, notification);
  if (decideOn(pages).to === 'sending') return sendAgain(deps, notification, true);
  return record(deps, { notification, decideOn, message, drop: new Map(), pages, misconfigured: false });
}

/** The calls of a notification as `claim` hands them out, with their incidents as they are now. */
async function callsOf(deps: EngineDeps, notification: Notification): Promise<ClaimedCall[]> {
  const calls: ClaimedCall[] = [];
  for (const { callId, pageId, incidentId } of notification.calls) {
    const record = await deps.ledger.readPage(pageId);
    const incident = incidentId === null ? null : await deps.ledger.readIncident(incidentId);
    if (record !== null) calls.push({ callId, page: record.page, incident });
  }
  return calls;
}
