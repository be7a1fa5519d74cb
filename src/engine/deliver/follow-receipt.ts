import type { PageRecord, SendOutcome } from '../../domain/delivery.js';
import type { Notification } from '../../domain/notification.js';
import { isFailure, isFinal, type Receipt } from '../../domain/receipt.js';
import {
  type DeliveryDecision,
  decideAfterFailedReceipt,
  decideUnconfirmed,
  RECEIPT_WITHIN_MS,
} from '../../pipeline/deliver/next-delivery.js';
import type { EngineDeps } from '../engine-deps.js';
import { callsOf } from './calls-of.js';
import { type Delivered, methodsOf, nothingFollows, readPages, record, unchanged } from './send-notification.js';
import { inEachIncident, whomOf } from './timeline-lines.js';
import { findUnwantedCalls } from './unwanted-calls.js';

const receiptWithinSeconds = RECEIPT_WITHIN_MS / 1000;

/** What followed, and when the notification must be looked at again (UTC ms; null: never, or its own update says when). */
export interface Continued {
  readonly delivered: Delivered;
  readonly again: number | null;
}

/**
 * Takes up a message that the provider had accepted: its receipt says that it failed, or none has come in time. Either
 * way the person's next contact method goes at once, as far as their incidents still want it.
 */
export async function followReceipt(deps: EngineDeps, notification: Notification): Promise<Continued> {
  const { receipt, receiptDueAt, unconfirmedAt } = notification;
  if (isFailure(receipt)) return over(await fail(deps, notification, receipt));
  if (isFinal(receipt) || receiptDueAt === null || unconfirmedAt !== null) return over(nothingFollows);
  if (receiptDueAt > deps.clock.now()) return { delivered: nothingFollows, again: receiptDueAt };
  return over(await stopWaiting(deps, notification));
}

function over(delivered: Delivered): Continued {
  return { delivered, again: null };
}

async function fail(deps: EngineDeps, notification: Notification, receipt: Receipt): Promise<Delivered> {
  const wanted = await withWantedCalls(deps, notification);
  const outcome = failureOf(deps, notification, receipt);
  const decideOn = (pages: readonly PageRecord[]): DeliveryDecision =>
    decideAfterFailedReceipt({ notification: wanted, outcome, now: deps.clock.now(), pages });
  const message = { subject: notification.subject ?? '', text: notification.text ?? '' };
  const pages = await readPages(deps, notification);
  const misconfigured = outcome.configuration;
  return record(deps, { notification, decideOn, message, drop: new Map(), pages, misconfigured });
}

function failureOf(
  deps: EngineDeps,
  { channel }: Notification,
  { status, errorCode }: Receipt,
): Extract<SendOutcome, { kind: 'permanent' }> {
  const { receipts } = deps.channels[channel];
  if (receipts !== undefined) return receipts.failureOf(errorCode);
  return { kind: 'permanent', code: errorCode ?? status, text: 'not delivered', configuration: false };
}

async function stopWaiting(deps: EngineDeps, notification: Notification): Promise<Delivered> {
  const wanted = await withWantedCalls(deps, notification);
  const pages = await readPages(deps, notification);
  const now = deps.clock.now();
  const decision = decideUnconfirmed({ notification: wanted, now, pages });
  const { person } = notification;
  const text = `${whomOf(notification)}: unknown, ${missing(notification)} within ${receiptWithinSeconds} s`;
  const written = await deps.ledger.updateNotification({
    ...unchanged(notification, now),
    callNow: decision.callNow,
    timeline: inEachIncident(notification, { at: now, kind: 'not-delivered', text, person }),
    unconfirmed: true,
  });
  if (!written) return nothingFollows;
  deps.metrics.count('receipts_missing_total', { channel: notification.channel });
  deps.log.warn({ notificationId: notification.id, person }, 'no receipt in time');
  return { ...nothingFollows, dueMethods: methodsOf(decision.callNow, pages) };
}

function missing({ receipt }: Notification): string {
  return receipt === null ? 'no receipt' : `no more than "${receipt.status}" was told`;
}

/** Nobody is called, and nothing is a loss, for what has been acknowledged, resolved or covered by a window meanwhile. */
async function withWantedCalls(deps: EngineDeps, notification: Notification): Promise<Notification> {
  const unwanted = await findUnwantedCalls(deps, await callsOf(deps, notification), notification);
  return { ...notification, calls: notification.calls.filter(({ callId }) => !unwanted.has(callId)) };
}
