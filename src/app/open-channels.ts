import { createEmailChannel } from '../channels/email/index.js';
import { createOutboxChannel, createUnconfiguredChannel } from '../channels/outbox/index.js';
import { createSmsChannel } from '../channels/sms/index.js';
import type { Environment, TwilioSettings } from '../config/environment.js';
import type { Channel } from '../domain/channel.js';
import type { Clock, Log, MessageChannel, OutboxStore } from '../ports.js';

/**
 * The ways out. The outbox stands in only while no provider at all is configured; with one configured, a missing channel
 * fails at once, so that the person's next contact method goes.
 */
export function openChannels(
  environment: Pick<Environment, 'twilio' | 'smtp'>,
  deps: { readonly outbox: OutboxStore; readonly clock: Clock; readonly log: Log },
): Readonly<Record<Channel, MessageChannel>> {
  const { twilio, smtp } = environment;
  if (twilio === null && smtp === null) {
    const { outbox: store, clock } = deps;
    return {
      sms: createOutboxChannel({ channel: 'sms', store, clock }),
      email: createOutboxChannel({ channel: 'email', store, clock }),
    };
  }
  return {
    sms: twilio === null ? createUnconfiguredChannel('sms') : createSmsChannel(smsOptions(twilio, deps.log)),
    email:
      smtp === null
        ? createUnconfiguredChannel('email')
        : createEmailChannel({ smtpUrl: smtp.url, mailFrom: smtp.from, log: deps.log }),
  };
}

function smsOptions(twilio: TwilioSettings, log: Log): Parameters<typeof createSmsChannel>[0] {
  const { accountSid, authToken, apiBase, from, messagingServiceSid } = twilio;
  const sender = messagingServiceSid === null ? { from: from ?? '' } : { messagingServiceSid };
  return { accountSid, authToken, apiBase, sender, log };
}
