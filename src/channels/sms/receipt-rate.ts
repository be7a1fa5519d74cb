import type { Notification } from '../../domain/notification.js';
import { SAME_ELSEWHERE } from './classify-twilio-error.js';

/** Older messages say nothing of how a provider does now. */
const WINDOW_MS = 30 * 60_000;
const MOST = 20;

/** How the last messages of a provider fared whose receipts should be here. */
export interface ReceiptRate {
  readonly counted: number;
  readonly delivered: number;
}

/**
 * The receipts of a provider's last messages, at most 20 of half an hour. What failed for the phone's own sake does not count;
 * a late receipt does. `messages`: the newest first.
 */
export function measureReceipts(messages: readonly Notification[], provider: string, now: number): ReceiptRate {
  const counted = messages
    .filter((message) => message.provider === provider && isDue(message, now) && !isFaultOfPhone(message))
    .slice(0, MOST);
  const delivered = counted.filter(({ receipt }) => receipt?.status === 'delivered');
  return { counted: counted.length, delivered: delivered.length };
}

function isDue({ receiptDueAt, createdAt }: Notification, now: number): boolean {
  return receiptDueAt !== null && receiptDueAt <= now && createdAt > now - WINDOW_MS;
}

function isFaultOfPhone({ receipt }: Notification): boolean {
  return receipt !== null && receipt.errorCode !== null && SAME_ELSEWHERE.has(Number(receipt.errorCode));
}
