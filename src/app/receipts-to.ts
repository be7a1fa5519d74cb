import type { Environment } from '../config/environment.js';
import { isReachable } from './is-reachable.js';

/**
 * The public URL, where the provider of SMS is asked to tell what becomes of each text; null: it is not. By itself it is,
 * unless the URL leads to this machine or nowhere: nobody outside could follow it, and every text would count as unconfirmed.
 */
export function receiptsTo({ publicUrl, twilio }: Pick<Environment, 'publicUrl' | 'twilio'>): string | null {
  if (twilio === null || twilio.receipts === 'off') return null;
  return twilio.receipts === 'on' || isReachable(publicUrl) ? publicUrl : null;
}
