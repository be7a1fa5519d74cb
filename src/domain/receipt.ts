import { z } from 'zod';

/**
 * What a provider tells of a message that it has taken. `queued`: it waits there; `sent`: given to the carrier, some of
 * which never tell more; `delivered`: the phone has it. The last three are final, and the first of them stays.
 */
export const ReceiptStatus = z.enum(['queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed']);
export type ReceiptStatus = z.infer<typeof ReceiptStatus>;

/** The furthest that a provider has told. `at`: when we heard it, UTC ms; `errorCode`: the provider's own, null: none. */
export const Receipt = z.object({ status: ReceiptStatus, at: z.number(), errorCode: z.string().nullable() });
export type Receipt = Readonly<z.infer<typeof Receipt>>;

/** How far along each status is: a receipt only ever gets a higher rank. */
export const RECEIPT_RANKS: Readonly<Record<ReceiptStatus, number>> = {
  queued: 1,
  sending: 2,
  sent: 3,
  delivered: 4,
  undelivered: 4,
  failed: 4,
};

/** Nothing follows on it. */
export function isFinal(receipt: Receipt | null): receipt is Receipt {
  return receipt !== null && RECEIPT_RANKS[receipt.status] === RECEIPT_RANKS.delivered;
}

/** The message did not arrive, by the provider's own word. */
export function isFailure(receipt: Receipt | null): receipt is Receipt {
  return isFinal(receipt) && receipt.status !== 'delivered';
}

/** Whether a status is further along than what is known; the word of a repeat or of a straggler is not. */
export function isNews(known: Receipt | null, status: ReceiptStatus): boolean {
  return known === null || RECEIPT_RANKS[status] > RECEIPT_RANKS[known.status];
}
