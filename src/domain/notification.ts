import { z } from 'zod';
import { Channel } from './channel.js';
import { Receipt } from './receipt.js';

/**
 * Life of one message to one contact method.
 * `sending` is written before the provider is called; `retrying` was surely not taken and is tried again; `unknown` may
 * have been taken (time-out, 5xx, crash) and is asked after; `accepted` is the provider's word, not the phone's, and becomes
 * `failed` when its receipt says so; `failed` is final for this contact method; `dropped` was not needed any more when its turn came.
 */
export const NotificationState = z.enum(['sending', 'retrying', 'unknown', 'accepted', 'failed', 'dropped']);
export type NotificationState = z.infer<typeof NotificationState>;

/** One message to one contact method, carrying one page or several. Instants are UTC ms. */
export const Notification = z.object({
  v: z.literal(1),
  id: z.string(),
  channel: Channel,
  to: z.string(),
  person: z.string(),
  /** Calls taken into it: call id, page id, incident id. */
  calls: z.array(z.object({ callId: z.string(), pageId: z.string(), incidentId: z.string().nullable() })),
  state: NotificationState,
  /** Provider calls begun so far. */
  attempts: z.number(),
  /** The message may arrive twice: an earlier attempt ended unknown. */
  possibleDuplicate: z.boolean(),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** Who took it, or may have; null: nobody yet, or it is not known. */
  provider: z.string().nullable(),
  providerId: z.string().nullable(),
  /** Stable code and text of the last failure, without addresses. */
  error: z.string().nullable(),
  subject: z.string().nullable(),
  text: z.string().nullable(),
  /** By which its reader may answer: of its incident, or from 100 on of it as a bundle; null: it asks for no answer by text. */
  code: z.number().nullable(),
  /** What the provider has told since; null: nothing. */
  receipt: Receipt.nullable(),
  /** When a final receipt must be here; null: the provider sends none. */
  receiptDueAt: z.number().nullable(),
  /** When it was given up waiting for it, and the next contact method called: no failure; null: not so. */
  unconfirmedAt: z.number().nullable(),
  /** Since when it counts as failed for its pages, and is tried on because nobody could take it; null: not so. */
  lateAt: z.number().nullable(),
});
export type Notification = Readonly<z.infer<typeof Notification>>;
