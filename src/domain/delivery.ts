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

/** What became of one provider call. `code` is stable; `text` is for people, without addresses or secrets. */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly providerId: string | null }
  /** Surely not taken: safe to send again. `afterSeconds`: the provider's own wish (Retry-After), or null. */
  | { readonly kind: 'retry'; readonly code: string; readonly text: string; readonly afterSeconds: number | null }
  /** May have been taken. */
  | { readonly kind: 'unknown'; readonly code: string; readonly text: string }
  /** Will never work for this contact method. `configuration`: the operator must mend something; `optedOut`: its owner wants none. */
  | {
      readonly kind: 'permanent';
      readonly code: string;
      readonly text: string;
      readonly configuration: boolean;
      readonly optedOut?: boolean | undefined;
    };

/** What somebody has done about a dead letter. */
export const DeadLetterEnd = z.object({
  kind: z.enum(['retried', 'forgiven']),
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
