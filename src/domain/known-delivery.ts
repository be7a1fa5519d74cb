import { z } from 'zod';
import type { Notification, NotificationState } from './notification.js';
import type { ReceiptStatus } from './receipt.js';

/**
 * What is known of a message's way to its reader. `queued`: waits here or at the provider, which has told no more so
 * far; `delivered` only by the provider's own word; `unknown`: it may have arrived, nobody has said so; `dropped`: never sent.
 */
export const DeliveryStatus = z.enum(['queued', 'sending', 'sent', 'delivered', 'failed', 'unknown', 'dropped']);
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

/** `at`: since when, UTC ms. `errorCode`: the provider's reason of a failure that it told by receipt. */
export interface KnownDelivery {
  readonly status: DeliveryStatus;
  readonly at: number;
  readonly errorCode: string | null;
}

const OF_RECEIPT: Readonly<Record<ReceiptStatus, DeliveryStatus>> = {
  queued: 'queued',
  sending: 'sending',
  sent: 'sent',
  delivered: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
};

const OF_STATE: Readonly<Record<NotificationState, DeliveryStatus>> = {
  sending: 'sending',
  retrying: 'queued',
  unknown: 'unknown',
  accepted: 'queued',
  failed: 'failed',
  dropped: 'dropped',
};

/** The provider's word where there is one, else our own record. */
export function knownDelivery({ receipt, state, updatedAt, unconfirmedAt }: Notification): KnownDelivery {
  if (receipt !== null) return { ...receipt, status: OF_RECEIPT[receipt.status] };
  if (unconfirmedAt !== null) return { status: 'unknown', at: unconfirmedAt, errorCode: null };
  return { status: OF_STATE[state], at: updatedAt, errorCode: null };
}
