import type { Caller } from '../domain/access.js';
import type { DraftAlert } from '../domain/alert.js';
import type { CalendarFeed, FeedSubject } from '../domain/calendar-feed.js';
import type { DeadLetter } from '../domain/delivery.js';
import type { Explanation } from '../domain/explanation.js';
import type { HeardText } from '../domain/heard-text.js';
import type { Incident } from '../domain/incident.js';
import type { MaintenanceWindow, WindowEffect } from '../domain/maintenance-window.js';
import type { Matcher } from '../domain/matcher.js';
import type { Readiness } from '../domain/reached-method.js';
import type { RecurringRecord } from '../domain/recurring-record.js';
import type { RecurringWindow } from '../domain/rules.js';
import type { Override, OverrideKind } from '../domain/schedule.js';
import type { WindowPreview } from '../domain/window-preview.js';
import type { OnCallAnswer, OnCallQuestion } from '../pipeline/explain/on-call.js';
import type { CalendarShift } from '../pipeline/schedule/calendar-shifts.js';
import type { HeardReceipt, InputFault, Source, SourceRequest } from '../ports.js';
import type { Cursor } from '../ports-ledger.js';

/** One accepted alert, or why not. */
export type Accepted =
  | { readonly kind: 'accepted'; readonly alertIds: readonly string[] }
  | { readonly kind: 'unreadable'; readonly faults: readonly InputFault[] }
  /** Could not be made durable: the sender must keep it. */
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number };

export interface Intake {
  /** Parses, normalizes, decides and commits; durable when it answers `accepted`. */
  accept(source: Source, request: SourceRequest): Promise<Accepted>;
  /** An alert of a source could not be read, or came with a wrong token: told to people, bounded. */
  reportUnreadable(source: string, faults: readonly InputFault[]): void;
  reportWrongToken(source: string): void;
  /** A source says that it is there; `node` names the monitoring host, null: it does not say. */
  heartbeat(source: string, node: string | null): void;
}

/** What providers tell of messages. */
export interface Receipts {
  /** Noted, durable, when it resolves; what follows from it goes on beside. Rejects when the ledger is away. */
  take(receipt: HeardReceipt): Promise<void>;
  /** A request that is not the provider's: told to ops when it repeats, with what they should look at. */
  reportForged(provider: string, advice: string): void;
  /** A request that is the provider's. */
  reportGenuine(provider: string): void;
  /** It is, but it does not say what it must. */
  reportUnreadable(provider: string, faults: readonly InputFault[]): void;
}

/** What people send by text. */
export interface Texts {
  /** Kept, durable, when it resolves; the answer goes on beside. Rejects when the ledger is away. */
  take(text: Omit<HeardText, 'v' | 'at'>): Promise<void>;
}

/** Who acts, for the timeline. `person` is a name of the rules, or `admin`. */
export interface Actor {
  readonly person: string;
  /** `api`, `cli`, `link`, `sms` */
  readonly via: string;
  /** Who showed the token, for the audit; absent where the door itself names the person (the link of a page). */
  readonly caller?: Caller | undefined;
  /** Id of the text that asks for it; absent: no text does. */
  readonly textId?: string | undefined;
}

/** An expected outcome of an action; `code` is stable. */
export type ActionResult<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'unchanged'; readonly value: T; readonly text: string }
  | { readonly kind: 'not-found'; readonly text: string }
  | { readonly kind: 'refused'; readonly code: string; readonly text: string; readonly faults?: readonly InputFault[] };

export interface WindowRequest {
  /** Chosen by the caller, so that asking again opens no second one; absent: made. */
  readonly id?: string | undefined;
  readonly services: readonly string[];
  readonly match: readonly Matcher[];
  /** Absent: now. */
  readonly startsAt?: number | undefined;
  readonly endsAt: number;
  readonly reason: string;
  /** Absent: `suppress`. */
  readonly effect?: WindowEffect | undefined;
  /** What the preview of a window that covers everything asks to be said again. */
  readonly confirm?: string | undefined;
}

/** A window that comes back on weekdays; `confirm` as for a single one. */
export type RecurringRequest = Omit<RecurringWindow, 'name'> & Pick<WindowRequest, 'confirm'>;

/** A change of who is on call in a schedule for a time; see `Override`. */
export interface OverrideRequest {
  readonly schedule: string;
  readonly kind: OverrideKind;
  readonly person: string | null;
  readonly replaces: string | null;
  /** Absent: now. */
  readonly startsAt?: number | undefined;
  readonly endsAt: number;
  readonly reason: string | null;
  /** Meant to leave nobody on call. */
  readonly allowGap: boolean;
}

/** What people can do; every one is one commit and leaves a timeline line. */
export interface Operations {
  acknowledge(idOrNumber: string, actor: Actor, note?: string): Promise<ActionResult<Incident>>;
  resolve(idOrNumber: string, actor: Actor, note?: string): Promise<ActionResult<Incident>>;
  /** Quiet until then (UTC ms), a minute to a week from now; what still fails is paged from step 1. */
  snooze(idOrNumber: string, until: number, actor: Actor, note?: string): Promise<ActionResult<Incident>>;
  /** The next step at once. `since` (UTC ms): unless the actor has asked for it since then. */
  escalate(idOrNumber: string, actor: Actor, note?: string, since?: number): Promise<ActionResult<Incident>>;
  /** What a window would touch; changes nothing. */
  previewWindow(request: WindowRequest): Promise<WindowPreview>;
  /** Other windows at the time of one that cover some of it; not the one with the id `ignore`. */
  overlappingWindows(request: WindowRequest, ignore: string): Promise<readonly MaintenanceWindow[]>;
  openWindow(request: WindowRequest, actor: Actor): Promise<ActionResult<MaintenanceWindow>>;
  /** Of a recurring one: this occurrence alone. */
  endWindow(id: string, actor: Actor): Promise<ActionResult<MaintenanceWindow>>;
  /** The work is done: the window ends once its services have been quiet for so long, at its end at the latest. */
  settleWindow(id: string, quietMs: number, actor: Actor): Promise<ActionResult<MaintenanceWindow>>;
  extendWindow(id: string, endsAt: number, actor: Actor): Promise<ActionResult<MaintenanceWindow>>;
  addRecurring(request: RecurringRequest, actor: Actor): Promise<ActionResult<RecurringRecord>>;
  endRecurring(id: string, actor: Actor): Promise<ActionResult<RecurringRecord>>;
  /** Those that still recur, of people and of the rules; by id, who has called off which of their occurrences. */
  listRecurring(): Promise<{
    readonly made: readonly RecurringRecord[];
    readonly ofRules: readonly RecurringWindow[];
    readonly calledOff: ReadonlyMap<string, string>;
  }>;
  /** Windows people opened, and the current occurrences of recurring ones. */
  listWindows(limit: number, cursor?: string): Promise<Cursor<MaintenanceWindow>>;
  /** A window that people opened, or an occurrence of a recurring one, past or to come; null: there is none of that id. */
  findWindow(id: string): Promise<MaintenanceWindow | null>;
  /** Windows that are open or planned, and the active occurrences of recurring ones. */
  currentWindows(): Promise<readonly MaintenanceWindow[]>;
  /** Why each person would be (or was) paged for a draft alert at a time … */
  explainDraft(draft: DraftAlert, source: string, at: number | null): Promise<Explanation>;
  /** … or for a stored incident, as it is now. */
  explainIncident(idOrNumber: string): Promise<ActionResult<Explanation>>;
  /** Who is on call, until when, and who is next; null: the rules know nothing of that name. */
  onCall(question: OnCallQuestion): Promise<OnCallAnswer | null>;
  /** Who can be paged and who cannot: whoever is on call first. */
  readiness(): Promise<readonly Readiness[]>;
  /** `unchanged`: written, but it changes nobody's shift as they are now. */
  addOverride(request: OverrideRequest, actor: Actor): Promise<ActionResult<Override>>;
  removeOverride(id: string, actor: Actor): Promise<ActionResult<Override>>;
  /** The newest first. */
  listOverrides(limit: number, cursor?: string): Promise<Cursor<Override>>;
  /** A secret address for the shifts of a person or a schedule; its token is told once. */
  addFeed(of: string, actor: Actor): Promise<ActionResult<{ readonly feed: CalendarFeed; readonly token: string }>>;
  revokeFeed(id: string, actor: Actor): Promise<ActionResult<CalendarFeed>>;
  listFeeds(limit: number, cursor?: string): Promise<Cursor<CalendarFeed>>;
  /** What a token shows; null: unknown, or revoked. */
  readFeed(token: string): Promise<{ readonly of: FeedSubject; readonly shifts: readonly CalendarShift[] } | null>;
  /** The page of a dead letter once more. */
  retryDeadLetter(id: string, actor: Actor, note?: string): Promise<ActionResult<DeadLetter>>;
  forgiveDeadLetter(id: string, actor: Actor, note?: string): Promise<ActionResult<DeadLetter>>;
  /** Sends a test page to every contact method of the person. Returns the page id. */
  pageTest(person: string, actor: Actor): Promise<ActionResult<{ readonly pageId: string; readonly methods: number }>>;
}
