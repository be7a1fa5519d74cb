import type { AccountedAlert, AlertRecord } from './domain/alert.js';
import type { CheckRecord, CheckState } from './domain/check.js';
import type { DeadLetter, DeadLetterEnd, PageRecord } from './domain/delivery.js';
import type { HeardText } from './domain/heard-text.js';
import type { Incident, IncidentFilter, IncidentHead, TimelineEntry } from './domain/incident.js';
import type { HeldBy, Hold, MaintenanceWindow } from './domain/maintenance-window.js';
import type { Notification } from './domain/notification.js';
import type { Page } from './domain/page.js';
import type { KnownMethods } from './domain/reached-method.js';
import type { RecurringRecord } from './domain/recurring-record.js';
import type { Override } from './domain/schedule.js';
import type { ShiftRecord } from './domain/shift-record.js';
import type {
  Claimed,
  ClaimRequest,
  ClaimResult,
  NotedReceipt,
  NotificationUpdate,
  ReceiptNote,
} from './ports-delivery.js';

/** The ledger: the truth and the only clock. Every change is one short atomic script. All instants are UTC milliseconds. */

/** What the commit of one decision must find unchanged; else nothing is written and the answer is `stale`. */
export interface Expected {
  /** The open incident decided on: its id and rev; null: the group key and the checks have no open incident. */
  readonly incident: { readonly id: string; readonly rev: number } | null;
  /** Check key → its record as it was read; null: none known. */
  readonly checks: ReadonlyMap<string, CheckRecord | null>;
  /** Epoch of windows that the decision used. */
  readonly windowEpoch: number;
}

/** Everything one decision writes, in one atomic step. */
export interface Commit {
  readonly now: number;
  readonly expected: Expected;
  readonly alerts: readonly AccountedAlert[];
  /** New head; null: no incident is touched (alerts are only recorded). rev and number are the ledger's. */
  readonly head: IncidentHead | null;
  /** Only the checks that changed. */
  readonly checks: readonly CheckState[];
  /** New records of the checks in `expected.checks`, where they changed. */
  readonly checkRecords: ReadonlyMap<string, CheckRecord>;
  readonly timeline: readonly TimelineEntry[];
  /** Take back every call of the incident's problem pages that is not yet claimed, with this reason; null: leave. */
  readonly cancel: string | null;
  /** Planned after `cancel`. A page id that exists already is left as it is. */
  readonly pages: readonly Page[];
  /** When the incident must be looked at again; null: never by the clock. */
  readonly dueAt: number | null;
  /** With which incident it is held: it must be open, else the answer is `stale`. `line` goes into that one's timeline. */
  readonly parent?: { readonly id: string; readonly line: TimelineEntry | null } | null | undefined;
  /** What depends on its service is to be decided again: `dependents` is due at once. */
  readonly wakesDependents?: boolean | undefined;
  /** What windows kept from people by this decision. */
  readonly held?: readonly HeldBy[] | undefined;
  /**
   * Who writes (a process). `wanted`: refused now, it is the only one who may write to this incident until it has, for a
   * second at most.
   */
  readonly turn?: { readonly owner: string; readonly wanted: boolean } | undefined;
  /** Contact methods that the caller serves at once: what is due for them after this commit is claimed in the same step. */
  readonly claims?: readonly ClaimRequest[] | undefined;
}

export type CommitResult =
  | {
      readonly kind: 'committed';
      readonly rev: number;
      readonly number: number;
      /** Contact methods (keys) that have a call due now and no claim in this commit. */
      readonly dueMethods: readonly string[];
      readonly claimed: readonly Claimed[];
    }
  /** Something expected has changed: read the situation again, decide again. */
  | { readonly kind: 'stale' }
  /** These alerts (by id) are known already, as that alert id: leave them out, decide again. Nothing was written. */
  | { readonly kind: 'duplicates'; readonly known: ReadonlyMap<string, string> };

/** The ledger's knowledge that a decision about a group key and its checks needs. */
export interface Situation {
  /** Open incidents: of the key, and of the checks (usually one and the same). */
  readonly incidents: readonly Incident[];
  readonly checkRecords: ReadonlyMap<string, CheckRecord | null>;
}

/** One due thing, leased to the caller until `now + lease`: it comes back if its work is not finished. */
export type DueRef =
  | { readonly kind: 'incident'; readonly id: string }
  | { readonly kind: 'method'; readonly key: string }
  | { readonly kind: 'notification'; readonly id: string }
  | { readonly kind: 'window'; readonly id: string }
  /** The same window: whether it can end, and what its people are to be told. */
  | { readonly kind: 'window-watch'; readonly id: string }
  /** By name: its people are told of their shifts. */
  | { readonly kind: 'schedule'; readonly id: string }
  /** By name: an occurrence of a recurring window begins, or people are told of it. */
  | { readonly kind: 'recurring'; readonly id: string }
  /** By the provider's id: a text that somebody has sent waits for its answer. */
  | { readonly kind: 'text'; readonly id: string }
  /** By method key: its owner is told how a storm of messages to it has ended. */
  | { readonly kind: 'digest'; readonly id: string }
  /** By incident: what depends on its service is decided again. */
  | { readonly kind: 'dependents'; readonly id: string };

export interface Cursor<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface Ledger {
  /** One round trip, atomic, durable when it returns (Redis AOF always). */
  commit(commit: Commit): Promise<CommitResult>;
  readSituation(incidentKey: string, checkKeys: readonly string[]): Promise<Situation>;
  /** By id or by number (`"12"`). */
  readIncident(idOrNumber: string): Promise<Incident | null>;
  listIncidents(filter: IncidentFilter): Promise<Cursor<Incident>>;
  /** All open incidents whose record says so (for window changes); bounded pages inside. */
  openIncidentIds(): Promise<readonly string[]>;
  readTimeline(incidentId: string): Promise<readonly TimelineEntry[]>;
  readAlert(alertId: string): Promise<AlertRecord | null>;
  listAlerts(incidentId: string): Promise<readonly AlertRecord[]>;
  /** Those of the ids that the ledger has no row of. */
  unknownAlerts(alertIds: readonly string[]): Promise<readonly string[]>;
  /** Writes something that means nothing. Rejects when it takes no writes now: away, full, read-only. */
  tryWrite(): Promise<void>;

  /** Plans a page that belongs to no incident (test, custom). Returns due method keys. */
  planPage(page: Page, now: number): Promise<readonly string[]>;
  readPage(pageId: string): Promise<PageRecord | null>;
  /**
   * Takes the due calls of one contact method into one notification, within its limits.
   * Problem calls mark the person as told for this incident and channel; a call of a follow-up (recovery, taken) is taken only if the person
   * was told (email: on any channel; sms: by sms within the last 60 minutes), else it is dropped.
   */
  claim(request: ClaimRequest): Promise<ClaimResult>;
  readNotification(id: string): Promise<Notification | null>;
  /**
   * Compare-and-set on (state, attempts). False: another process was there first, or a receipt: once it has proved that the
   * provider has the message, only `accepted` follows on a call.
   */
  updateNotification(update: NotificationUpdate): Promise<boolean>;
  /** Moves the receipt of a notification forward, whatever its state; also before our own record of the call. */
  noteReceipt(note: ReceiptNote): Promise<NotedReceipt>;
  listNotifications(filter: {
    readonly incidentId?: string | undefined;
    readonly limit: number;
    readonly cursor?: string | undefined;
  }): Promise<Cursor<Notification>>;
  listDeadLetters(limit: number): Promise<readonly DeadLetter[]>;
  readDeadLetter(id: string): Promise<DeadLetter | null>;
  /** Writes what somebody has done about it, once; false: that was done before. */
  endDeadLetter(id: string, end: DeadLetterEnd): Promise<boolean>;
  /** How the last messages to each contact method fared, and which phones have said STOP. */
  readKnownMethods(): Promise<KnownMethods>;

  /** Leases up to `limit` due things: each comes back at `now + leaseMs` unless its work sets another time. */
  leaseDue(now: number, leaseMs: number, limit: number): Promise<readonly DueRef[]>;
  /** The due thing needs no more looking at, or not before `at`. Never moves a time that a commit set meanwhile: `leasedUntil` must still stand. */
  settleDue(ref: DueRef, leasedUntil: number, at: number | null): Promise<void>;
  /** Makes things due now. */
  makeDue(refs: readonly DueRef[], now: number): Promise<void>;
  /** Due time of the oldest due thing, for health; null: nothing waits. */
  oldestDue(): Promise<number | null>;

  texts: TextLedger;
  windows: WindowLedger;
  recurring: RecurringLedger;
  overrides: OverrideLedger;
  shifts: ShiftLedger;
  storms: StormLedger;
  services: ServiceLedger;
}

/** Maintenance windows that people opened. Every change bumps the epoch and makes the window due. */
export interface WindowLedger {
  epoch(): Promise<number>;
  /** Active and scheduled windows, and occurrences of recurring ones that ended early, while they stand in their place; with the epoch, in one atomic read. */
  readCurrent(now: number): Promise<{ readonly epoch: number; readonly windows: readonly MaintenanceWindow[] }>;
  list(limit: number, cursor?: string): Promise<Cursor<MaintenanceWindow>>;
  read(id: string): Promise<MaintenanceWindow | null>;
  /** Writes if `rev` is the stored one (0 = new), storing rev + 1; makes it due at once and at its start. False: changed meanwhile. */
  write(window: MaintenanceWindow, now: number): Promise<boolean>;
  readHold(id: string): Promise<Hold>;
}

/** Recurring windows that people made. Every change bumps the epoch of the windows. */
export interface RecurringLedger {
  /** Those that still recur, with the epoch, in one atomic read; null: the epoch is still `known`. */
  readCurrent(
    known: number | null,
  ): Promise<{ readonly epoch: number; readonly recurring: readonly RecurringRecord[] | null }>;
  read(id: string): Promise<RecurringRecord | null>;
  /** How many still recur. */
  count(): Promise<number>;
  /** Writes if `rev` is the stored one (0 = new), storing rev + 1, and makes it due. False: changed meanwhile. */
  write(record: RecurringRecord, now: number): Promise<boolean>;
  /** What was last noted by this name: the fingerprint of the recurring window that people were told of, or what it last held; null: nothing. */
  noted(name: string): Promise<string | null>;
  note(name: string, what: string): Promise<void>;
}

/** Changes of schedules that people made. Every change bumps the epoch of the windows, which every commit checks. */
export interface OverrideLedger {
  /** Those that have not ended or ended lately, with the epoch, in one atomic read; null: the epoch is still `known`. */
  readCurrent(
    known: number | null,
  ): Promise<{ readonly epoch: number; readonly overrides: readonly Override[] | null }>;
  list(limit: number, cursor?: string): Promise<Cursor<Override>>;
  read(id: string): Promise<Override | null>;
  /** Writes if `rev` is the stored one (0 = new), storing rev + 1, and makes `due` due at `dueAt`. False: changed meanwhile. */
  write(
    override: Override,
    at: { readonly now: number; readonly due: readonly DueRef[]; readonly dueAt: number },
  ): Promise<boolean>;
}

/** What the people of a schedule were last told of their shifts. */
export interface ShiftLedger {
  read(schedule: string): Promise<ShiftRecord | null>;
  /** Writes if `rev` is the stored one (0 = new), storing rev + 1. False: another process was there first. */
  write(record: ShiftRecord): Promise<boolean>;
}

/** Open incidents by their service. */
export interface ServiceLedger {
  /** All of these services. */
  openIds(services: readonly string[]): Promise<readonly string[]>;
  /** In the order of the services, of each the oldest first and `most` of them. */
  openHeads(
    services: readonly string[],
    most: number,
  ): Promise<readonly (IncidentHead & { readonly number: number })[]>;
}

/** Storms of messages to one contact method (by key), from the last one before it was held to the last bundle. */
export interface StormLedger {
  /** Notifications of the storm, oldest first, the newest 100; and how many calls are due and wait. */
  read(
    methodKey: string,
    now: number,
  ): Promise<{ readonly notificationIds: readonly string[]; readonly waiting: number }>;
  /** Its first `count` notifications have been told of. */
  end(methodKey: string, count: number): Promise<void>;
}

/** What a code of a phone stands for. */
export type CodeMeaning =
  | { readonly kind: 'incident'; readonly id: string }
  | { readonly kind: 'window'; readonly id: string }
  /** Of somebody who may not open a window themselves. */
  | { readonly kind: 'request'; readonly id: string }
  | { readonly kind: 'bundle'; readonly notificationId: string };

/** The end of the work on a text. */
export interface TextSettlement {
  readonly id: string;
  readonly now: number;
  readonly from: string;
  /** Something was done: replies without effect are counted anew. */
  readonly effect: boolean;
  /** Null: silence. */
  readonly reply: { readonly page: Page; readonly notificationId: string; readonly leaseMs: number } | null;
}

/** Texts that people send to us, the codes of their phones, and phones that are switched off. */
export interface TextLedger {
  /** Notes a text, once, and makes its answer due at `dueAt`; false: it is known already. */
  hear(text: HeardText, dueAt: number): Promise<boolean>;
  /** A text that is not settled yet. */
  read(id: string): Promise<HeardText | null>;
  /** Ends the work on a text; its reply is claimed in the same step. Null: settled already, silence, or too many replies without effect. */
  settle(settlement: TextSettlement): Promise<Claimed | null>;
  meaningOf(phone: string, code: number): Promise<CodeMeaning | null>;
  /** The code of an incident on a phone; null: it has none there. */
  codeOf(phone: string, incidentId: string): Promise<number | null>;
  /** The code of a window or a request, the same on all of these phones, given if it has none there; null: none is left. */
  giveCode(
    phones: readonly string[],
    of: { readonly kind: 'window' | 'request'; readonly id: string },
    now: number,
  ): Promise<number | null>;
  /** Notifications with problem pages that were claimed for a phone, the newest first; a few. */
  latestPages(phone: string): Promise<readonly string[]>;
  /** Switches SMS to a phone off (UTC ms) or on (null); false: it was so already. */
  optOut(phone: string, since: number | null): Promise<boolean>;
  isOptedOut(phone: string): Promise<boolean>;
}
