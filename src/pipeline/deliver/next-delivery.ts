import type { PageRecord, SendOutcome } from '../../domain/delivery.js';
import type { Notification, NotificationState } from '../../domain/notification.js';
import { isFollowUp } from '../../domain/page.js';
import { nextContactMethod } from './next-contact-method.js';

const MAX_ATTEMPTS = 4;
const MAX_RETRY_MS = 90_000;
/** Upper bounds of the full jitter before the second, third and fourth attempt. */
const BACKOFF_MS = [1_000, 5_000, 30_000] as const;
/** A provider lists a message some seconds after it took it. */
const ASK_AFTER_MS = 10_000;
/** With every provider down the next contact method has gone, and the text may come as late as this. */
const MAX_LATE_MS = 30 * 60_000;
const LATE_BACKOFF_MS = 60_000;
/** How long a person may be left with a message that nobody has confirmed. */
export const RECEIPT_WITHIN_MS = 60_000;

/** What to write of a notification after a provider call; the fields are those of the ledger's update. */
export interface DeliveryDecision {
  readonly to: NotificationState;
  readonly attempts: number;
  readonly provider: string | null;
  readonly providerId: string | null;
  /** Stable code and text, without addresses; null when accepted. */
  readonly error: string | null;
  readonly possibleDuplicate: boolean;
  /** UTC ms; null: over, or (`sending`) the caller's own lease. `accepted`: when a final receipt must be here. */
  readonly dueAt: number | null;
  /** Calls to make due now: the next contact method of each of its pages. */
  readonly callNow: readonly string[];
  /** Incidents with a page that no method could carry: the next step may have to go at once. */
  readonly wakeIncidents: readonly string[];
  /** Set when a page is lost for this person: why. */
  readonly deadLetter: string | null;
}

export interface DeliveryRequest {
  /** As it was when the provider was called: `attempts` counts that call. */
  readonly notification: Notification;
  readonly outcome: SendOutcome;
  /** UTC ms */
  readonly now: number;
  /** [0, 1) */
  readonly random: () => number;
  /** The pages that it carries, with the state of their calls. */
  readonly pages: readonly PageRecord[];
  /** The provider tells what becomes of a message. */
  readonly receipts: boolean;
}

/** Decides how a notification goes on after one provider call. */
export function decideDelivery(request: DeliveryRequest): DeliveryDecision {
  const { outcome } = request;
  if (outcome.kind === 'accepted') return accept(request, outcome.providerId);
  if (outcome.kind === 'retry') return retryBy(request, outcome);
  if (outcome.kind === 'permanent' || request.notification.possibleDuplicate) return giveUp(request);
  return going(request, 'unknown', request.now + (outcome.atOnce ? 0 : ASK_AFTER_MS));
}

/** What the provider says of a notification in state `unknown`: what it has, or null when it does not have it. */
export type AskedAfter = Omit<DeliveryRequest, 'outcome' | 'random'> & {
  readonly found: { readonly providerId: string; readonly provider?: string | undefined } | null;
};

/**
 * Decides after asking the provider for a message that may have been taken. Found: accepted. Not found: `sending` once
 * more, marked as a possible duplicate, and the caller sends it. A second unknown end is final: the next method goes.
 */
export function decideAfterAsking({ found, ...request }: AskedAfter): DeliveryDecision {
  const { notification } = request;
  const outcome = { kind: 'unknown', code: 'not-found', text: 'the provider does not list the message' } as const;
  const whole = { ...request, outcome, random: () => 0 };
  if (found !== null) return accept({ ...whole, outcome: { ...outcome, provider: found.provider } }, found.providerId);
  if (notification.possibleDuplicate) return giveUp(whole);
  return { ...going(whole, 'sending', null), attempts: notification.attempts + 1, possibleDuplicate: true };
}

/** What the provider tells of a message that it had taken. */
export type ReceiptRequest = Omit<DeliveryRequest, 'outcome' | 'random' | 'receipts'>;

/** Decides after a receipt said that an accepted message will never arrive; as after a call that failed for good. */
export function decideAfterFailedReceipt(
  request: ReceiptRequest & { readonly outcome: Extract<SendOutcome, { kind: 'permanent' }> },
): DeliveryDecision {
  const failed = giveUp({ ...request, random: () => 0, receipts: true });
  // The next method has gone when the receipt was overdue.
  return request.notification.unconfirmedAt === null ? failed : { ...failed, callNow: [] };
}

/** Decides after the time for a receipt is over: the next method goes, but nothing has failed. */
export function decideUnconfirmed(request: ReceiptRequest): DeliveryDecision {
  const outcome = { kind: 'accepted', providerId: request.notification.providerId } as const;
  const whole = { ...request, outcome, random: () => 0, receipts: false };
  const next = nextOfEach(whole).flatMap(({ callNow }) => callNow ?? []);
  return { ...going(whole, 'accepted', null), callNow: [...new Set(next)] };
}

function accept(request: DeliveryRequest, providerId: string | null): DeliveryDecision {
  const dueAt = request.receipts ? request.now + RECEIPT_WITHIN_MS : null;
  return { ...going(request, 'accepted', dueAt), providerId };
}

function going(
  { notification, outcome }: DeliveryRequest,
  to: NotificationState,
  dueAt: number | null,
): DeliveryDecision {
  return {
    to,
    attempts: notification.attempts,
    provider: ('provider' in outcome ? outcome.provider : undefined) ?? notification.provider,
    providerId: notification.providerId,
    error: to === 'accepted' || outcome.kind === 'accepted' ? null : `${outcome.code}: ${outcome.text}`,
    possibleDuplicate: notification.possibleDuplicate,
    dueAt,
    callNow: [],
    wakeIncidents: [],
    deadLetter: null,
  };
}

function retry(request: DeliveryRequest, afterSeconds: number | null): DeliveryDecision {
  const { notification, now, random } = request;
  const bound = BACKOFF_MS[Math.max(0, notification.attempts - 1)] ?? BACKOFF_MS[2];
  const dueAt = now + Math.max(Math.ceil(random() * bound), (afterSeconds ?? 0) * 1000);
  const spent = notification.attempts >= MAX_ATTEMPTS || dueAt > notification.createdAt + MAX_RETRY_MS;
  return spent ? giveUp(request) : going(request, 'retrying', dueAt);
}

function retryBy(request: DeliveryRequest, { next, afterSeconds }: Extract<SendOutcome, { kind: 'retry' }>) {
  if (next === undefined) return retry(request, afterSeconds);
  return next === 'method' ? retryLate(request) : going(request, 'retrying', request.now);
}

/**
 * No provider can take it now. The person's next contact method goes at once, and the text goes on being tried: a mail wakes nobody.
 * Whether its incident still wants it is judged each time that it is sent.
 */
function retryLate(request: DeliveryRequest): DeliveryDecision {
  const { notification, now, random } = request;
  const bound = BACKOFF_MS[Math.max(0, notification.attempts - 1)] ?? LATE_BACKOFF_MS;
  const dueAt = now + Math.ceil(random() * bound);
  if (dueAt > notification.createdAt + MAX_LATE_MS) return giveUp(request);
  const next = nextOfEach(request).flatMap(({ callNow, isCarried }) =>
    callNow === null || isCarried ? [] : [callNow],
  );
  return { ...going(request, 'retrying', dueAt), callNow: [...new Set(next)] };
}

/** Over for this contact method: the person's next one, for every page that it carried. */
function giveUp(request: DeliveryRequest): DeliveryDecision {
  const { notification, outcome } = request;
  const next = nextOfEach(request);
  const exhausted = next.filter((entry) => entry.exhausted).map(({ page }) => page);
  const incidents = exhausted.flatMap(({ incidentId }) => (incidentId === null ? [] : [incidentId]));
  const failed = going(request, 'failed', null);
  // A message that may have arrived is not known to be lost; a follow-up or a reply that is lost wakes nobody.
  const lost =
    outcome.kind === 'unknown' ? [] : exhausted.filter(({ reason }) => !isFollowUp(reason) && reason !== 'reply');
  return {
    ...failed,
    callNow: [...new Set(next.flatMap(({ callNow }) => (callNow === null ? [] : [callNow])))],
    wakeIncidents: [...new Set(incidents)],
    deadLetter: lost.length === 0 ? null : `no contact method left; ${notification.channel} ${failed.error}`,
  };
}

/** For each page that the notification carries: what follows if this method brings nothing. */
function nextOfEach({ notification, now, pages }: DeliveryRequest) {
  return notification.calls.flatMap(({ callId, pageId }) => {
    const record = pages.find(({ page }) => page.id === pageId);
    if (record === undefined) return [];
    const isCarried = isUnderWay(record, callId);
    return [{ page: record.page, isCarried, ...nextContactMethod(record, callId, now) }];
  });
}

/** Another call of the page has been made, or is being made. */
function isUnderWay({ page, calls }: PageRecord, exceptCallId: string): boolean {
  return page.calls.some(({ id, dueAt }) => {
    const state = calls.get(id);
    const isPushed = state === 'pending' && dueAt === null;
    return id !== exceptCallId && (state === 'sent' || state === 'claimed' || isPushed);
  });
}
