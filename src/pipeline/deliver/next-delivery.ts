import type { Asked, PageRecord, SendOutcome } from '../../domain/delivery.js';
import type { Notification, NotificationState } from '../../domain/notification.js';
import { isFollowUp, isProblemPage, type Page } from '../../domain/page.js';
import { type NextContactMethod, nextContactMethod } from './next-contact-method.js';

const MAX_ATTEMPTS = 4;
const MAX_RETRY_MS = 90_000;
/** Upper bounds of the full jitter before the second, third and fourth attempt. */
const BACKOFF_MS = [1_000, 5_000, 30_000] as const;
/** A provider lists a message some seconds after it took it. */
const ASK_AFTER_MS = 10_000;
/** With nobody to take it the next contact method has gone, and the message may come as late as this: a page, and all else. */
const MAX_LATE_MS = { page: 24 * 60 * 60_000, other: 30 * 60_000 } as const;
/** Between two attempts at a late message: half of it at least. */
const LATE_PAUSE_MS = 60_000;
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
  /** Counts as failed for its page, and is tried on all the same: nobody can take it now, but somebody may later. */
  readonly late: boolean;
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
  /** A provider can be asked whether it has a message: what it may have taken can be sent again without doubling it. */
  readonly askable: boolean;
}

/** Decides how a notification goes on after one provider call. */
export function decideDelivery(request: DeliveryRequest): DeliveryDecision {
  const { outcome } = request;
  if (outcome.kind === 'accepted') return accept(request, outcome.providerId);
  if (outcome.kind === 'retry') return retryBy(request, outcome);
  if (outcome.kind === 'permanent') return giveUp(request);
  if (request.notification.possibleDuplicate) return request.askable ? tryOn(request, 'unknown') : giveUp(request);
  return going(request, 'unknown', request.now + (outcome.atOnce ? 0 : ASK_AFTER_MS));
}

/** What the provider says of a notification in state `unknown`. */
export type AskedAfter = Omit<DeliveryRequest, 'outcome'> & { readonly found: Asked };

const NOT_FOUND = { kind: 'unknown', code: 'not-found', text: 'the provider does not list the message' } as const;
const NOT_ASKED = { kind: 'unknown', code: 'not-asked', text: 'the provider cannot be asked for the message' } as const;

/**
 * Decides after asking the provider for a message that may have been taken. Found: accepted. Not found: `sending` once
 * more, marked as a possible duplicate, and the caller sends it; and so again after a second unknown end, as long as the
 * provider says that it has none. One that never says so has it twice at most.
 */
export function decideAfterAsking({ found, ...request }: AskedAfter): DeliveryDecision {
  const { notification } = request;
  const whole = { ...request, outcome: found === 'absent' ? NOT_FOUND : NOT_ASKED };
  if (found !== null && typeof found === 'object') {
    return accept({ ...whole, outcome: { ...NOT_FOUND, provider: found.provider } }, found.providerId);
  }
  if (notification.possibleDuplicate && found === null) return giveUp(whole);
  if (notification.possibleDuplicate && found === 'no-answer') return tryOn(whole, 'unknown');
  return { ...going(whole, 'sending', null), attempts: notification.attempts + 1, possibleDuplicate: true };
}

/** What the provider tells of a message that it had taken. */
export type ReceiptRequest = Omit<DeliveryRequest, 'outcome' | 'random' | 'receipts' | 'askable'>;

/** Decides after a receipt said that an accepted message will never arrive; as after a call that failed for good. */
export function decideAfterFailedReceipt(
  request: ReceiptRequest & { readonly outcome: Extract<SendOutcome, { kind: 'permanent' }> },
): DeliveryDecision {
  const failed = giveUp({ ...request, random: () => 0, receipts: true, askable: false });
  // The next method has gone when the receipt was overdue.
  return request.notification.unconfirmedAt === null ? failed : { ...failed, callNow: [] };
}

/** Decides after the time for a receipt is over: the next method goes, but nothing has failed. */
export function decideUnconfirmed(request: ReceiptRequest): DeliveryDecision {
  const outcome = { kind: 'accepted', providerId: request.notification.providerId } as const;
  const whole = { ...request, outcome, random: () => 0, receipts: false, askable: false };
  // The next method of a late message went while it was.
  const callNow = request.notification.lateAt === null ? callsOf(nextOfEach(whole)) : [];
  return { ...going(whole, 'accepted', null), callNow };
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
    late: false,
  };
}

function retryBy(request: DeliveryRequest, { next, afterSeconds }: Extract<SendOutcome, { kind: 'retry' }>) {
  const { notification, now, random } = request;
  if (next === 'provider') return going(request, 'retrying', now);
  const bound = BACKOFF_MS[Math.max(0, notification.attempts - 1)] ?? BACKOFF_MS[2];
  const dueAt = now + Math.max(Math.ceil(random() * bound), (afterSeconds ?? 0) * 1000);
  const spent = notification.attempts >= MAX_ATTEMPTS || dueAt > notification.createdAt + MAX_RETRY_MS;
  if (spent) return tryOn(request, 'retrying', (afterSeconds ?? 0) * 1000);
  return {
    ...going(request, 'retrying', dueAt),
    callNow: next === 'method' ? callsOf(nextOfEach(request, 'once')) : [],
  };
}

/**
 * Nobody can take it now. All that follows on a failure follows, and it goes on being tried: a mail wakes nobody, and whoever has no
 * other method must not be forgotten. Whether its incident still wants it is judged each time that it is sent.
 */
function tryOn(request: DeliveryRequest, to: 'retrying' | 'unknown', leastMs = ASK_AFTER_MS): DeliveryDecision {
  const { notification, now, random, outcome } = request;
  const dueAt = now + Math.max(leastMs, Math.ceil(((1 + random()) / 2) * LATE_PAUSE_MS));
  const isPage = request.pages.some(({ page }) => isProblemPage(page.reason));
  if (dueAt > notification.createdAt + MAX_LATE_MS[isPage ? 'page' : 'other']) return giveUp(request);
  const next = nextOfEach(request, 'next' in outcome && outcome.next === 'method' ? 'once' : 'each');
  return { ...going(request, to, dueAt), ...failureOf(request, next, 'it is tried on'), late: true };
}

/** Over for this contact method: the person's next one, for every page that it carried. */
function giveUp(request: DeliveryRequest): DeliveryDecision {
  const hope = request.outcome.kind === 'unknown' ? 'it may have arrived' : null;
  return { ...going(request, 'failed', null), ...failureOf(request, nextOfEach(request), hope) };
}

/** What follows on a failure: once, whatever comes of a message that is late already. */
function failureOf(
  { notification, outcome }: DeliveryRequest,
  next: readonly NextOfPage[],
  hope: string | null,
): Pick<DeliveryDecision, 'callNow' | 'wakeIncidents' | 'deadLetter'> {
  const exhausted = next.filter((entry) => entry.exhausted).map(({ page }) => page);
  const incidents = exhausted.flatMap(({ incidentId }) => (incidentId === null ? [] : [incidentId]));
  const wakeIncidents = [...new Set(incidents)];
  if (notification.lateAt !== null) return { callNow: [], wakeIncidents, deadLetter: null };
  // A follow-up or a reply that is lost wakes nobody.
  const isLost = exhausted.some(({ reason }) => !isFollowUp(reason) && reason !== 'reply');
  const error = outcome.kind === 'accepted' ? '' : `${outcome.code}: ${outcome.text}`;
  const words = `no contact method left; ${notification.channel} ${error}${hope === null ? '' : `; ${hope}`}`;
  return { callNow: callsOf(next), wakeIncidents, deadLetter: isLost ? words : null };
}

interface NextOfPage extends NextContactMethod {
  readonly page: Page;
}

function callsOf(next: readonly NextOfPage[]): string[] {
  return [...new Set(next.flatMap(({ callNow }) => (callNow === null ? [] : [callNow])))];
}

/** For each page that the notification carries: what follows if this method brings nothing; `once`: nothing beside another call. */
function nextOfEach({ notification, now, pages }: DeliveryRequest, how: 'each' | 'once' = 'each'): NextOfPage[] {
  return notification.calls.flatMap(({ callId, pageId }) => {
    const record = pages.find(({ page }) => page.id === pageId);
    if (record === undefined) return [];
    const next = nextContactMethod(record, callId, now);
    const isCarried = how === 'once' && isUnderWay(record, callId);
    return [{ page: record.page, ...next, callNow: isCarried ? null : next.callNow }];
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
