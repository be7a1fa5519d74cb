import type { SendOutcome } from '../../domain/delivery.js';
import { ProviderError } from './provider-error.js';

type Failure = Exclude<SendOutcome, { kind: 'accepted' }>;

/** What a Twilio error code means for us. */
interface CodeMeaning {
  readonly kind: 'retry' | 'permanent' | 'configuration';
  readonly text: string;
}

/**
 * Errors of Create Message, and of status callbacks about messages that were taken. Source: twilio.com/docs/api/errors. Any
 * other code is permanent.
 */
export const TWILIO_CODES: ReadonlyMap<number, CodeMeaning> = new Map([
  [20429, { kind: 'retry', text: 'too many requests' }],
  [21611, { kind: 'retry', text: 'the queue of the sending number is full' }],
  [30001, { kind: 'retry', text: 'the queue is full' }],
  [30003, { kind: 'retry', text: 'the phone is switched off or out of reach' }],
  [30008, { kind: 'retry', text: 'lost on its way, the carrier does not say why' }],
  [30036, { kind: 'retry', text: 'not delivered within its time' }],
  [21211, { kind: 'permanent', text: 'not a valid phone number' }],
  [21614, { kind: 'permanent', text: 'not a mobile number' }],
  [21610, { kind: 'permanent', text: 'the phone has opted out (STOP); START from it takes that back' }],
  [30004, { kind: 'permanent', text: 'the phone blocks the message' }],
  [30005, { kind: 'permanent', text: 'unknown phone' }],
  [30006, { kind: 'permanent', text: 'a landline, or the carrier cannot be reached' }],
  [30007, { kind: 'permanent', text: 'filtered by the carrier' }],
  [21602, { kind: 'permanent', text: 'the message has no text' }],
  [21604, { kind: 'permanent', text: 'the message has no phone number' }],
  [21617, { kind: 'permanent', text: 'the message is too long' }],
  [20003, { kind: 'configuration', text: 'account or token refused' }],
  [20404, { kind: 'configuration', text: 'no such account or path' }],
  [21212, { kind: 'configuration', text: 'the sender is not a valid number' }],
  [21408, { kind: 'configuration', text: 'the account may not send to this region' }],
  [21606, { kind: 'configuration', text: 'the sender cannot send SMS to this phone' }],
  [21608, { kind: 'configuration', text: 'a trial account sends to verified phones only' }],
  [21612, { kind: 'configuration', text: 'the sender cannot reach this phone' }],
  [30002, { kind: 'configuration', text: 'the account is suspended' }],
  [30032, { kind: 'configuration', text: 'the toll-free number is not verified' }],
  [30034, { kind: 'configuration', text: 'the number is not registered' }],
]);

const OPTED_OUT = 21610;

/** The phone or the text is at fault, whoever sends it. */
export const SAME_ELSEWHERE: ReadonlySet<number> = new Set([
  21211, 21602, 21604, 21610, 21614, 21617, 30003, 30004, 30005, 30006,
]);

/** The request surely did not reach the provider: no connection was made. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** A certificate that is not trusted will not become so by trying again. */
const CERTIFICATE = /^(?:ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY))/;

/** What became of a message whose Create call threw; never takes the provider's own text, which names the phone. */
export function classifyTwilioError(error: unknown): Failure {
  if (error instanceof ProviderError) return classifyAnswer(error);
  const code = transportCode(error);
  if (NOT_CONNECTED.has(code))
    return { kind: 'retry', code, text: 'no connection to the provider', afterSeconds: null, elsewhere: true };
  if (CERTIFICATE.test(code)) {
    const text = 'the certificate of the provider is not trusted';
    return { kind: 'permanent', code, text, configuration: true, elsewhere: true };
  }
  return { kind: 'unknown', code, text: 'the provider did not answer' };
}

/**
 * What the error of a status callback means. Whatever may be tried again later, this text did not arrive, so that the
 * person's next method is due now.
 */
export function classifyReceiptError(errorCode: string | null): Extract<Failure, { kind: 'permanent' }> {
  const known = errorCode === null ? undefined : TWILIO_CODES.get(Number(errorCode));
  const text = known?.text ?? 'not delivered';
  return { kind: 'permanent', code: errorCode ?? 'undelivered', text, configuration: known?.kind === 'configuration' };
}

function classifyAnswer({ status, code, retryAfterSeconds }: ProviderError): Failure {
  const known = code === null ? undefined : TWILIO_CODES.get(code);
  const stable = String(code ?? status);
  const elsewhere = code === null || !SAME_ELSEWHERE.has(code);
  if (status === 429 || known?.kind === 'retry') {
    const text = known?.text ?? 'too many requests';
    return { kind: 'retry', code: stable, text, afterSeconds: retryAfterSeconds, elsewhere };
  }
  if (status >= 500) return { kind: 'unknown', code: stable, text: 'the provider failed', elsewhere: true };
  return { kind: 'permanent', code: stable, ...meaningOf(status, code), elsewhere };
}

function meaningOf(status: number, code: number | null) {
  const known = code === null ? undefined : TWILIO_CODES.get(code);
  const configuration = known?.kind === 'configuration' || (known === undefined && (status === 401 || status === 403));
  const text = known?.text ?? 'refused by the provider';
  return code === OPTED_OUT ? { text, configuration, optedOut: true } : { text, configuration };
}

/** Only the bound of the whole call ends one so. */
const ABORTED = 'UND_ERR_ABORTED';

/** The code of a failed connection, wherever undici put it; `NO_ANSWER` when there is none. */
function transportCode(error: unknown): string {
  let current = error;
  for (let depth = 0; depth < 4 && typeof current === 'object' && current !== null; depth += 1) {
    if ('code' in current && typeof current.code === 'string')
      return current.code === ABORTED ? 'TIMEOUT' : current.code;
    current = 'cause' in current ? current.cause : null;
  }
  return 'NO_ANSWER';
}
