import { createOutboxChannel, createUnconfiguredChannel } from '../channels/outbox/index.js';
import type { Environment, SmtpSettings } from '../config/environment.js';
import type { Channel } from '../domain/channel.js';
import type { CallbackReader, Clock, Log, MessageChannel, OutboxStore } from '../ports.js';
import { receiptsTo } from './receipts-to.js';

/**
 * The ways out. The outbox stands in only while no provider at all is configured; with one configured, a missing channel
 * fails at once, so that the person's next contact method goes. Vendors' packages are loaded only where they are used,
 * and then at the start: not for the first page.
 */
export async function openChannels(
  environment: Pick<Environment, 'twilio' | 'smtp' | 'publicUrl'>,
  deps: { readonly outbox: OutboxStore; readonly clock: Clock; readonly log: Log },
): Promise<Readonly<Record<Channel, MessageChannel>>> {
  const { twilio, smtp } = environment;
  if (twilio === null && smtp === null) {
    const { outbox: store, clock } = deps;
    return {
      sms: createOutboxChannel({ channel: 'sms', store, clock }),
      email: createOutboxChannel({ channel: 'email', store, clock }),
    };
  }
  return {
    sms: twilio === null ? createUnconfiguredChannel('sms') : await openSms({ ...environment, twilio }, deps.log),
    email: smtp === null ? createUnconfiguredChannel('email') : await openEmail(smtp, deps.log),
  };
}

/** What providers tell of messages, and what phones send, comes in through these; none where none is configured. */
export async function openCallbackReaders({
  twilio,
  publicUrl,
}: Pick<Environment, 'twilio' | 'publicUrl'>): Promise<readonly CallbackReader[]> {
  if (twilio === null) return [];
  const { createSmsCallbackReader } = await import('../channels/sms/callback-reader.js');
  const { createSmsTextReader } = await import('../channels/sms/text-reader.js');
  const { authTokens } = twilio;
  return [createSmsCallbackReader({ publicUrl, authTokens }), createSmsTextReader({ publicUrl, authTokens })];
}

type WithTwilio = Pick<Environment, 'publicUrl'> & { readonly twilio: NonNullable<Environment['twilio']> };

async function openSms({ twilio, publicUrl }: WithTwilio, log: Log): Promise<MessageChannel> {
  const { createSmsChannel } = await import('../channels/sms/index.js');
  const { accountSid, authTokens, apiBase, from, messagingServiceSid } = twilio;
  const sender = messagingServiceSid === null ? { from: from ?? '' } : { messagingServiceSid };
  const [authToken = ''] = authTokens;
  return createSmsChannel({
    accountSid,
    authToken,
    apiBase,
    sender,
    receiptsTo: receiptsTo({ twilio, publicUrl }),
    log,
  });
}

async function openEmail(smtp: SmtpSettings, log: Log): Promise<MessageChannel> {
  const { createEmailChannel } = await import('../channels/email/index.js');
  return createEmailChannel({ smtpUrl: smtp.url, mailFrom: smtp.from, log });
}
