import type { Asked, PageRecord } from '../../domain/delivery.js';
import type { Notification } from '../../domain/notification.js';
import { type DeliveryDecision, decideAfterAsking } from '../../pipeline/deliver/next-delivery.js';
import type { EngineDeps } from '../engine-deps.js';
import { circumstances } from './call-provider.js';
import { callsOf } from './calls-of.js';
import { type Continued, followReceipt } from './follow-receipt.js';
import { renderNotification } from './render-notification.js';
import { sendLeaseOf } from './send-lease.js';
import { type Delivered, nothingFollows, readPages, record, sendNotification, unchanged } from './send-notification.js';

/**
 * Takes up a notification whose time has come again: a retry is sent; one that may have been taken (time-out, or a
 * process that died while sending) is asked after at the provider first, unless a receipt has proved it; one that was
 * accepted may have failed since, or its receipt be overdue.
 */
export async function continueNotification(deps: EngineDeps, id: string): Promise<Continued> {
  const notification = await deps.ledger.readNotification(id);
  if (notification?.state === 'accepted') return followReceipt(deps, notification);
  const delivered = notification === null ? nothingFollows : await takeUp(deps, notification);
  return { delivered, again: null };
}

async function takeUp(deps: EngineDeps, notification: Notification): Promise<Delivered> {
  const { state, receipt, possibleDuplicate } = notification;
  if (state === 'retrying' && receipt === null) return sendAgain(deps, notification, possibleDuplicate);
  if (state === 'retrying' || state === 'unknown' || state === 'sending') return askAfter(deps, notification);
  return nothingFollows;
}

async function sendAgain(deps: EngineDeps, before: Notification, possibleDuplicate: boolean): Promise<Delivered> {
  const now = deps.clock.now();
  const attempts = before.attempts + 1;
  const taken = await deps.ledger.updateNotification({
    ...unchanged(before, now),
    to: 'sending',
    attempts,
    possibleDuplicate,
    dueAt: now + sendLeaseOf(before),
  });
  if (!taken) return nothingFollows;
  const notification: Notification = { ...before, state: 'sending', attempts, possibleDuplicate, updatedAt: now };
  return sendNotification(deps, { notification, calls: await callsOf(deps, before), heldCount: 0 });
}

async function askAfter(deps: EngineDeps, notification: Notification): Promise<Delivered> {
  const calls = await callsOf(deps, notification);
  const message = await renderNotification(deps, { notification, calls, heldCount: 0 });
  const found: Asked = provedBy(notification) ?? (await deps.channels[notification.channel].find?.(message)) ?? null;
  const provider = found !== null && typeof found === 'object' ? found.provider : undefined;
  const decideOn = (pages: readonly PageRecord[]): DeliveryDecision =>
    decideAfterAsking({ notification, pages, found, ...circumstances(deps, notification, provider) });
  const pages = await readPages(deps, notification);
  if (decideOn(pages).to === 'sending') return sendAgain(deps, notification, true);
  return record(deps, { notification, decideOn, message, drop: new Map(), pages, misconfigured: false });
}

/** What a receipt has proved need not be asked after. */
function provedBy({ receipt, provider, providerId }: Notification): Asked {
  if (receipt === null || providerId === null) return null;
  return { providerId, provider: provider ?? undefined };
}
