/** What texts to a phone may hold and ask for. */
export interface SmsTerms {
  /** Carriers there let links through. */
  readonly links: boolean;
  /** Answers from there reach us. */
  readonly replies: boolean;
}

/** By calling code. As GoAlert knows it (reference/peers-oncall.md): China blocks links; from some countries no answer comes. */
const NO_LINKS = ['+86'];
const NO_REPLIES = ['+91', '+86', '+502', '+506', '+507', '+84'];

/** What works for a number (E.164), by its country. */
export function smsTermsOf(number: string): SmsTerms {
  const isIn = (codes: readonly string[]) => codes.some((code) => number.startsWith(code));
  return { links: !isIn(NO_LINKS), replies: !isIn(NO_REPLIES) };
}
