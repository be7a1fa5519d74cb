import type { ContactMethod } from './domain/channel.js';
import type { ClaimedCall } from './domain/delivery.js';
import type { TimelineEntry } from './domain/incident.js';
import type { Notification, NotificationState } from './domain/notification.js';
import type { ReceiptStatus } from './domain/receipt.js';
import type { Limits } from './domain/rules.js';

/** A wish for the due calls of one contact method. */
export interface ClaimRequest {
  readonly method: ContactMethod;
  readonly now: number;
  /** Empty: one page each. */
  readonly limits: Limits;
  readonly leaseMs: number;
  /** Fresh; one that has been claimed and not sent yet is handed out again. */
  readonly notificationId: string;
  /** Its reader may answer by text: a code is given to its incident, or to it as a bundle. */
  readonly withCode?: boolean | undefined;
}

/** `notification` is written as `sending`, attempt 1, leased. `heldCount`: how many of its calls waited for a limit. */
export interface Claimed {
  readonly kind: 'claimed';
  readonly notification: Notification;
  readonly calls: readonly ClaimedCall[];
  readonly heldCount: number;
  /** More calls of this method are due now (limits off: one page each; more than one bundle holds). */
  readonly more: boolean;
  /** How many these are. */
  readonly leftCount: number;
  /** The phone has said STOP: its carrier lets nothing through. */
  readonly optedOut: boolean;
}

export type ClaimResult =
  | Claimed
  /** The limits hold it until then; the method is due again at that time. */
  | { readonly kind: 'held'; readonly until: number }
  | { readonly kind: 'nothing' };

/** How a claimed notification went on. Calls of it follow its state. */
export interface NotificationUpdate {
  readonly id: string;
  readonly now: number;
  /** State and attempts it must be in, else the answer is false and nothing is written. */
  readonly from: { readonly state: NotificationState; readonly attempts: number };
  readonly to: NotificationState;
  readonly attempts: number;
  /** Null: what is known of it stays. */
  readonly provider?: string | null | undefined;
  readonly providerId: string | null;
  readonly error: string | null;
  readonly subject: string | null;
  readonly text: string | null;
  readonly possibleDuplicate: boolean;
  /** When to look again (retry, ask the provider; `accepted`: when a final receipt must be here); null: over. */
  readonly dueAt: number | null;
  /** Call ids of its pages to make due now: pending ones brought forward, or fallbacks. */
  readonly callNow: readonly string[];
  /** Calls taken back at their turn (closed, acknowledged, window): call id → reason. They count as not made. */
  readonly drop: ReadonlyMap<string, string>;
  /** Lines for the timelines of its incidents. */
  readonly timeline: readonly { readonly incidentId: string; readonly entry: TimelineEntry }[];
  /** Incidents to look at now (a whole step failed; a window took the page). */
  readonly wakeIncidents: readonly string[];
  /** The person cannot be reached by any method: keep as dead letter with this reason. */
  readonly deadLetter: string | null;
  /** It counts as failed for its pages and is tried on. */
  readonly late?: boolean | undefined;
  /** No receipt has come in time. False from the ledger if one has, or if this is known. */
  readonly unconfirmed?: boolean | undefined;
}

/** What a provider has told of a message. */
export interface ReceiptNote {
  /** Of the notification. */
  readonly id: string;
  readonly now: number;
  readonly provider?: string | undefined;
  readonly providerId: string;
  readonly status: ReceiptStatus;
  readonly errorCode: string | null;
  /** Lines for the timelines of its incidents, if it is news. */
  readonly timeline: NotificationUpdate['timeline'];
}

/**
 * `look`: noted, and the notification must go on now. `kept`: what is known stays (a repeat, a straggler, a text that
 * another one has replaced). `missing`: there is no such notification.
 */
export type NotedReceipt = 'noted' | 'look' | 'kept' | 'missing';
