import type { ReceiptStatus } from '../../domain/receipt.js';
import type { CallbackReader, InputFault, ReadCallback } from '../../ports.js';
import { isSigned } from './is-signed.js';
import { callbackPath, type TwilioName } from './receipt-url.js';

/** Values of MessageStatus, twilio.com/docs/messaging/api/message-resource#message-status-values. Others are not ours to guess. */
const STATUSES: ReadonlyMap<string, ReceiptStatus> = new Map([
  ['accepted', 'queued'],
  ['scheduled', 'queued'],
  ['queued', 'queued'],
  ['sending', 'sending'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'delivered'],
  ['undelivered', 'undelivered'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
]);

const LONGEST_ID = 100;

/**
 * Reads Twilio's status callbacks. What is signed is the address that we gave it, so the public URL counts and not what
 * the request says of its host.
 */
export function createSmsCallbackReader(options: {
  readonly publicUrl: string;
  readonly authTokens: readonly string[];
  readonly provider?: TwilioName;
}): CallbackReader {
  const { publicUrl, authTokens, provider = 'twilio' } = options;
  const path = callbackPath(provider, 'status');
  return {
    path,
    provider,
    advice: `Set ${provider.toUpperCase()}_AUTH_TOKEN to the new and the old token, separated by a comma; and PUBLIC_URL to the address that it calls.`,
    read({ query, headers, body }) {
      const form = new URLSearchParams(body.toString('utf8'));
      const signature = headers['x-twilio-signature'];
      const url = `${publicUrl}${path}${query}`;
      return isSigned({ url, form, signature }, authTokens) ? readForm(query, form, provider) : { kind: 'forged' };
    },
  };
}

function readForm(query: string, form: URLSearchParams, provider: TwilioName): ReadCallback {
  const notificationId = new URLSearchParams(query).get('n') ?? '';
  const providerId = form.get('MessageSid') ?? '';
  const word = form.get('MessageStatus') ?? '';
  const faults: InputFault[] = [
    ...(isId(notificationId) ? [] : [{ path: 'n', message: 'expected the id of a notification' }]),
    ...(isId(providerId) ? [] : [{ path: 'MessageSid', message: 'expected the id of a message' }]),
    ...(word === '' ? [{ path: 'MessageStatus', message: 'is missing' }] : []),
  ];
  if (faults.length > 0) return { kind: 'unreadable', faults };
  const status = STATUSES.get(word.toLowerCase()) ?? null;
  const receipt = { notificationId, provider, providerId, status, word: word.slice(0, 40), errorCode: codeOf(form) };
  return { kind: 'receipt', receipt };
}

function isId(text: string): boolean {
  return text.length <= LONGEST_ID && /^[\w-]+$/.test(text);
}

function codeOf(form: URLSearchParams): string | null {
  const code = form.get('ErrorCode') ?? '';
  return /^\d{1,6}$/.test(code) && code !== '0' ? code : null;
}
