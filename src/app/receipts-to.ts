import type { Environment } from '../config/environment.js';
import { isLoopback } from './is-loopback.js';

/**
 * The public URL, where the provider of SMS is asked to tell what becomes of each text; null: it is not. By itself it is,
 * unless the URL leads to this machine or nowhere: nobody outside could follow it, and every text would count as unconfirmed.
 */
export function receiptsTo({ publicUrl, twilio }: Pick<Environment, 'publicUrl' | 'twilio'>): string | null {
  if (twilio === null || twilio.receipts === 'off') return null;
  return twilio.receipts === 'on' || isReachable(publicUrl) ? publicUrl : null;
}

function isReachable(publicUrl: string): boolean {
  const { hostname } = new URL(publicUrl);
  return !isLoopback(publicUrl) && hostname !== '0.0.0.0' && hostname !== '[::]';
}
