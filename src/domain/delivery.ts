import { z } from 'zod';
import type { Channel } from './channel.js';
import type { IncidentHead } from './incident.js';
import type { Page } from './page.js';

/** State of one call of a page. */
export type CallState = 'pending' | 'fallback' | 'claimed' | 'sent' | 'failed' | 'dropped' | 'cancelled';

/** A page as the ledger holds it: the plan, and how far each of its calls has come. */
export interface PageRecord {
  readonly page: Page;
  /** Call id → state. */
  readonly calls: ReadonlyMap<string, CallState>;
}

/** A call whose turn has come, as `claim` hands it out. */
export interface ClaimedCall {
  readonly callId: string;
  readonly page: Page;
  /** The incident's present head, rev and number; null for pages without incident. */
  readonly incident: (IncidentHead & { readonly rev: number; readonly number: number }) | null;
}

/** A provider that wants mending, while another one took the message. */
export interface Refusal {
  readonly provider: string;
  /** Stable code and text. */
  readonly error: string;
}

/**
 * What became of one provider call. `code` is stable; `text` is for people, without addresses or secrets. `provider`: who took it
 * or may have, where several stand behind a channel. `elsewhere`: neither the phone nor the text is at fault, another provider
 * may take it.
 */
export type SendOutcome =
  | {
      readonly kind: 'accepted';
      readonly providerId: string | null;
      readonly provider?: string | undefined;
      readonly refusals?: readonly Refusal[] | undefined;
    }
  /**
   * Surely not taken: safe to send again. `afterSeconds`: the provider's own wish (Retry-After), or null. `next`, where there are
   * several: another provider is to be tried at once, or none can take it now and the person's next contact method is called beside it.
   */
  | {
      readonly kind: 'retry';
      readonly code: string;
      readonly text: string;
      readonly afterSeconds: number | null;
      readonly elsewhere?: boolean | undefined;
      readonly next?: 'provider' | 'method' | undefined;
    }
  /** May have been taken. `atOnce`: it is asked after now, since another provider can send it. */
  | {
      readonly kind: 'unknown';
      readonly code: string;
      readonly text: string;
      readonly provider?: string | undefined;
      readonly elsewhere?: boolean | undefined;
      readonly atOnce?: boolean | undefined;
    }
  /** Will never work for this contact method. `configuration`: the operator must mend something; `optedOut`: its owner wants none. */
  | {
      readonly kind: 'permanent';
      readonly code: string;
      readonly text: string;
      readonly configuration: boolean;
      readonly optedOut?: boolean | undefined;
      readonly elsewhere?: boolean | undefined;
    };

/** A message that a provider has; `provider` where several stand behind the channel. */
export interface FoundMessage {
  readonly providerId: string;
  readonly provider?: string | undefined;
}

/** What a provider says of a message that it may have: here it is; it has none; it does not answer now. Null: it cannot be asked. */
export type Asked = FoundMessage | 'absent' | 'no-answer' | null;

/** What was done about a dead letter; `delivered`: the router has tried on, and a provider has taken the message since. */
export const DeadLetterEnd = z.object({
  kind: z.enum(['retried', 'forgiven', 'delivered']),
  by: z.string(),
  at: z.number(),
  note: z.string().nullable(),
});
export type DeadLetterEnd = Readonly<z.infer<typeof DeadLetterEnd>>;

/** A dead letter: a page that no method of the person could carry. */
export interface DeadLetter {
  readonly id: string;
  readonly at: number;
  readonly person: string;
  readonly incidentId: string | null;
  readonly notificationId: string;
  /** Of the message that failed last; null in records of an older version. */
  readonly channel: Channel | null;
  readonly reason: string;
  /** Null: nobody has done anything about it. */
  readonly end: DeadLetterEnd | null;
}

/** A message that would have been sent, kept because no provider is configured. */
export interface OutboxItem {
  readonly id: string;
  readonly at: number;
  readonly channel: Channel;
  readonly to: string;
  readonly person: string;
  readonly incidentId: string | null;
  readonly subject?: string | undefined;
  readonly text: string;
}
