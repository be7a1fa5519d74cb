import type { CarrierWord, HeardText } from '../../domain/heard-text.js';
import type { CallbackReader, InputFault, ReadCallback } from '../../ports.js';
import { isSigned } from './is-signed.js';
import { callbackPath, type TwilioName } from './receipt-url.js';

const MAX_BODY = 1600;
const MAX_ID = 100;

/** Words on which Twilio acts by itself, twilio.com/docs/messaging/tutorials/advanced-opt-out. Alone in a text, in any case. */
const CARRIER_WORDS: ReadonlyMap<string, CarrierWord> = new Map([
  ...'STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT'.split(' ').map((word) => [word, 'stop'] as const),
  ...'START UNSTOP YES'.split(' ').map((word) => [word, 'start'] as const),
  ...'HELP INFO'.split(' ').map((word) => [word, 'help'] as const),
]);

/** Reads the texts that Twilio hands on. What is signed is the address in its console, so the public URL counts. */
export function createSmsTextReader(options: {
  readonly publicUrl: string;
  readonly authTokens: readonly string[];
  readonly provider?: TwilioName;
}): CallbackReader {
  const { publicUrl, authTokens, provider = 'twilio' } = options;
  const path = callbackPath(provider, 'sms');
  return {
    path,
    provider,
    advice: `Set ${provider.toUpperCase()}_AUTH_TOKEN to the new and the old token, separated by a comma; and the webhook of the number in the provider's console to PUBLIC_URL${path}.`,
    read({ query, headers, body }) {
      const form = new URLSearchParams(body.toString('utf8'));
      const signature = headers['x-twilio-signature'];
      const url = `${publicUrl}${path}${query}`;
      return isSigned({ url, form, signature }, authTokens) ? readForm(form) : { kind: 'forged' };
    },
  };
}

function readForm(form: URLSearchParams): ReadCallback {
  const id = form.get('MessageSid') ?? '';
  const from = form.get('From') ?? '';
  const faults: InputFault[] = [
    ...(id.length <= MAX_ID && /^\w+$/.test(id)
      ? []
      : [{ path: 'MessageSid', message: 'expected the id of a message' }]),
    ...(from === '' ? [{ path: 'From', message: 'is missing' }] : []),
  ];
  if (faults.length > 0) return { kind: 'unreadable', faults };
  const body = (form.get('Body') ?? '').slice(0, MAX_BODY);
  return { kind: 'text', text: { id, from, body, word: wordOf(form, body) } };
}

/** With Advanced Opt-Out Twilio says itself what a text meant to it, whatever its words. */
function wordOf(form: URLSearchParams, body: string): HeardText['word'] {
  const told = (form.get('OptOutType') ?? '').toUpperCase();
  return CARRIER_WORDS.get(told === '' ? body.trim().toUpperCase() : told) ?? null;
}
