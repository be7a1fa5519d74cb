import { smsTermsOf } from '../../pipeline/deliver/sms-terms.js';
import type { EngineDeps } from '../engine-deps.js';

/** The code by which a text to any of these phones may be answered; null: none of them, or not all, can answer, or none is left. */
export async function codeOnPhones(
  { ledger, repliesByText, clock }: Pick<EngineDeps, 'ledger' | 'repliesByText' | 'clock'>,
  phones: readonly string[],
  of: { readonly kind: 'window' | 'request'; readonly id: string },
): Promise<number | null> {
  if (!repliesByText || phones.length === 0 || !phones.every((to) => smsTermsOf(to).replies)) return null;
  return ledger.texts.giveCode([...new Set(phones)], of, clock.now());
}
