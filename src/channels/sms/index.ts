import twilio from 'twilio';
import { maskAddress } from '../../domain/channel.js';
import type { Asked, SendOutcome } from '../../domain/delivery.js';
import type { Log, Message, MessageChannel } from '../../ports.js';
import { classifyReceiptError, classifyTwilioError } from './classify-twilio-error.js';
import { receiptUrl, type TwilioName } from './receipt-url.js';
import { isSameMessage } from './same-message.js';
import { createUndiciRequestClient } from './undici-request-client.js';

const TIMEOUT_MS = 10_000;
const MAX_VALIDITY_SECONDS = 36_000;
/** How many of the phone's last messages are looked through: the largest page that Twilio gives. */
const LISTED = 1000;
/** Between our clock and the provider's. */
const CLOCK_SKEW_MS = 5_000;
const NOT_ON_ITS_WAY = new Set(['failed', 'undelivered', 'canceled']);

export interface SmsChannelOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** A sending number, or a messaging service that chooses one. */
  readonly sender: { readonly from: string } | { readonly messagingServiceSid: string };
  /** `https://api.twilio.com`, or another base for tests and Twilio-compatible gateways. */
  readonly apiBase: string;
  /** The address at which Twilio can tell what becomes of a text; null: it is not asked to. */
  readonly receiptsTo: string | null;
  /** `twilio`, or `twilio2` for another account or a Twilio-compatible gateway. */
  readonly provider?: TwilioName;
  readonly log: Log;
  /** Bound of one provider call, 10 s. */
  readonly timeoutMs?: number;
}

/** SMS through Twilio. One call is one request: nothing is repeated behind the ledger's back. */
export function createSmsChannel(options: SmsChannelOptions): MessageChannel {
  const { accountSid, authToken, receiptsTo, apiBase, log, provider = 'twilio', timeoutMs = TIMEOUT_MS } = options;
  const { httpClient, close } = createUndiciRequestClient({ apiBase, timeoutMs });
  const client = twilio(accountSid, authToken, { httpClient, autoRetry: false });

  return {
    channel: 'sms',
    provider,
    send: (message) => send(client, options, message),
    find: (message) => find(client, message, log),
    ...(receiptsTo === null ? {} : { receipts: { failureOf: classifyReceiptError } }),
    close,
  };
}

async function send(
  client: twilio.Twilio,
  { sender, receiptsTo, log, provider = 'twilio' }: SmsChannelOptions,
  message: Message,
): Promise<SendOutcome> {
  try {
    const { sid } = await client.messages.create({
      to: message.to,
      body: message.text,
      validityPeriod: Math.min(MAX_VALIDITY_SECONDS, Math.max(1, Math.floor(message.validitySeconds))),
      ...sender,
      ...(receiptsTo === null ? {} : { statusCallback: receiptUrl(receiptsTo, message.notificationId, provider) }),
    });
    return { kind: 'accepted', providerId: sid ?? null };
  } catch (error) {
    const outcome = classifyTwilioError(error);
    log.warn({ ...subjectOf(message), outcome: outcome.kind, code: outcome.code }, 'SMS was not accepted');
    return outcome;
  }
}

/**
 * The message as the provider lists it: same phone, same request about the same incident, not older than ours. Not filtered by DateSent, which is
 * null while a message is queued.
 */
async function find(client: twilio.Twilio, message: Message, log: Log): Promise<Exclude<Asked, null>> {
  try {
    const listed = await client.messages.list({ to: message.to, limit: LISTED, pageSize: LISTED });
    const same = listed.find(
      ({ body, status, dateCreated }) =>
        isSameMessage(body ?? '', message.text) &&
        !NOT_ON_ITS_WAY.has(status) &&
        (dateCreated === null || dateCreated.getTime() >= message.createdAt - CLOCK_SKEW_MS),
    );
    return same === undefined ? 'absent' : { providerId: same.sid };
  } catch (error) {
    const { code } = classifyTwilioError(error);
    log.warn({ ...subjectOf(message), code }, 'SMS could not be asked after');
    return 'no-answer';
  }
}

function subjectOf({ notificationId, incidentId, to }: Message) {
  return { notificationId, incidentId, to: maskAddress(to) };
}
