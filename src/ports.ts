import type { DraftAlert } from './domain/alert.js';
import type { CalendarFeed } from './domain/calendar-feed.js';
import type { Channel } from './domain/channel.js';
import type { Asked, OutboxItem, SendOutcome } from './domain/delivery.js';
import type { HeardText } from './domain/heard-text.js';
import type { MaintenanceWindow } from './domain/maintenance-window.js';
import type { ReceiptStatus } from './domain/receipt.js';
import type { Rules, RulesState } from './domain/rules.js';
import type { Cursor, DueRef } from './ports-ledger.js';

/**
 * The interfaces between the engine and the outside; those to the ledger stand in `ports-ledger.ts`, those by which the router
 * watches itself in `ports-watch.ts`. All instants are UTC milliseconds.
 */

// ── Time, log, metrics ──────────────────────────────────────────────────────────────────────────────────────────────

/** The only source of time; movable in tests and the demo. */
export interface Clock {
  now(): number;
}

/** The clock of this process, set right by a clock that several processes share. */
export interface CorrectedClock extends Clock {
  /**
   * Asks the shared clock (UTC ms) some times and goes by it from then on. Answers by how much that moved this clock, ms;
   * null: it answered too slowly. Rejects as the shared clock does; this clock goes on as it was then.
   */
  correct(reference: () => Promise<number>): Promise<number | null>;
  /** How far this clock is ahead of the machine's own one, ms. */
  skewMs(): number;
}

export type LogFields = Readonly<Record<string, unknown>>;

/** Structured log: a static message, the rest in fields. Adapters mask addresses and never log tokens. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  /** Somebody must act now. */
  error(fields: LogFields, message: string): void;
}

/** Counters of the product. Names stand in `src/metrics/`; labels must be bounded. */
export interface Metrics {
  count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void;
  gauge(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
}

// ── Sources ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One request of a monitoring system, verified but not yet read. */
export interface SourceRequest {
  readonly method: 'GET' | 'POST';
  readonly query: URLSearchParams;
  /** Lower case, without parameters; '' when absent. */
  readonly contentType: string;
  readonly body: Buffer;
}

/** One fault of unreadable input: where (`service.state`, `[3].host.name`) and what would be right. */
export interface InputFault {
  readonly path: string;
  readonly message: string;
}

export type Parsed =
  | { readonly kind: 'drafts'; readonly drafts: readonly DraftAlert[] }
  | { readonly kind: 'unreadable'; readonly faults: readonly InputFault[] };

/** One kind of sender; a folder of `sources/`. Pure: no IO. */
export interface Source {
  readonly name: string;
  /** GET carries alerts too (Watchmouse URL contacts). */
  readonly acceptsGet: boolean;
  parse(request: SourceRequest): Parsed;
}

// ── Wake-ups (BullMQ) ───────────────────────────────────────────────────────────────────────────────────────────────

/** Distributes due things over processes. Losing or repeating a wake-up is harmless: the tick finds everything. */
export interface Wakeups {
  wake(refs: readonly DueRef[]): Promise<void>;
}

// ── Channels ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a channel sends. SMS uses `text` only. */
export interface Message {
  readonly notificationId: string;
  readonly to: string;
  readonly person: string;
  readonly incidentId: string | null;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly urgency: 'high' | 'low';
  /** Stable thread identity of the incident for mail; null: none. `first`: this mail starts the thread. */
  readonly thread: string | null;
  /** After so many seconds a late message is worse than none. */
  readonly validitySeconds: number;
  readonly createdAt: number;
  /** It may have been taken more than once: only a provider that has been asked for it may have it again. */
  readonly isDoubtful?: boolean | undefined;
  /** The person's next contact method has gone: it may take as long as the provider likes. */
  readonly isLate?: boolean | undefined;
}

/** One way out. Never retries, never throws for delivery failures. */
export interface MessageChannel {
  readonly channel: Channel;
  /** `twilio`, `twilio then gateway`, `smtp`, `outbox`, `none`: what stands behind it, for start-up lines and readiness. */
  readonly provider: string;
  send(message: Message): Promise<SendOutcome>;
  /** Asks the provider whether it has this message; absent: it cannot be asked. Never throws. */
  find?(message: Message): Promise<Exclude<Asked, null>>;
  /** Providers that are second choice at the moment, and why; absent: there is no choice. */
  standing?(): readonly { readonly provider: string; readonly because: string }[];
  /** Absent: nobody tells what becomes of a message. */
  readonly receipts?: ReceiptTerms;
  close(): Promise<void>;
}

/** How a provider tells what becomes of a message. */
export interface ReceiptTerms {
  /** Which of several providers tell; absent: the only one. */
  readonly providers?: ReadonlySet<string> | undefined;
  /** What the error code of a receipt means; null: it came without one. */
  failureOf(errorCode: string | null): Extract<SendOutcome, { kind: 'permanent' }>;
}

/** A provider's request to us about a message, not yet verified. */
export interface CallbackRequest {
  /** As it came behind the path: `?n=…`, or ''. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** What a provider has told. `status` null: a word that we do not know. */
export interface HeardReceipt {
  readonly notificationId: string;
  readonly provider?: string | undefined;
  readonly providerId: string;
  readonly status: ReceiptStatus | null;
  /** The provider's own word. */
  readonly word: string;
  readonly errorCode: string | null;
}

export type ReadCallback =
  | { readonly kind: 'receipt'; readonly receipt: HeardReceipt }
  /** Somebody has sent a text to us. */
  | { readonly kind: 'text'; readonly text: Omit<HeardText, 'v' | 'at'> }
  /** Not signed, or not by the provider. */
  | { readonly kind: 'forged' }
  /** Signed, but it does not say of which message, or what. */
  | { readonly kind: 'unreadable'; readonly faults: readonly InputFault[] };

/** Reads a provider's requests; belongs to its channel. Pure: no IO. */
export interface CallbackReader {
  /** Where they come in: `/webhooks/…`. */
  readonly path: string;
  readonly provider: string;
  /** What an operator should look at when they are refused. */
  readonly advice: string;
  read(request: CallbackRequest): ReadCallback;
}

/** Where the outbox channel writes. */
export interface OutboxStore {
  append(item: OutboxItem): Promise<void>;
  list(limit: number, cursor?: string): Promise<Cursor<OutboxItem>>;
}

/** Secret addresses of calendars. */
export interface FeedStore {
  add(feed: CalendarFeed): Promise<void>;
  read(id: string): Promise<CalendarFeed | null>;
  /** Writes it as revoked. */
  revoke(feed: CalendarFeed): Promise<void>;
  /** The newest first. */
  list(limit: number, cursor?: string): Promise<Cursor<CalendarFeed>>;
}

/** An answer kept for its `Idempotency-Key`, so that a repeated request gets the same one. */
export interface KeptAnswer {
  /** Hash of the request it answers: another request with the same key is a mistake. */
  readonly fingerprint: string;
  readonly status: number;
  readonly body: string;
}

/** Answers of creating requests by `Idempotency-Key`, kept 24 hours over restarts. */
export interface IdempotencyStore {
  /** Reserves the key for a minute: `new`: go on, then `keep` or `release`; `busy`: another request is at it. */
  reserve(
    key: string,
  ): Promise<{ readonly kind: 'new' | 'busy' } | { readonly kind: 'kept'; readonly answer: KeptAnswer }>;
  keep(key: string, answer: KeptAnswer): Promise<void>;
  /** Nothing was done: the key is free again. */
  release(key: string): Promise<void>;
}

// ── What is known without the store ─────────────────────────────────────────────────────────────────────────────────

/** Current maintenance windows as they were last read, over restarts and without the store. Never throws. */
export interface KeptWindows {
  read(): readonly MaintenanceWindow[];
  keep(windows: readonly MaintenanceWindow[]): void;
}

// ── Rules ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What the HTTP adapter may read of the rules. */
export interface RulesView {
  rules(): Rules;
  state(): RulesState;
}
