import type { Channel } from '../../domain/channel.js';
import type { SendOutcome } from '../../domain/delivery.js';
import type { Clock, Message, MessageChannel, OutboxStore } from '../../ports.js';

export interface OutboxChannelOptions {
  readonly channel: Channel;
  readonly store: OutboxStore;
  readonly clock: Clock;
}

/** Stands in for a channel while no provider at all is configured: what would have been sent can be seen. */
export function createOutboxChannel({ channel, store, clock }: OutboxChannelOptions): MessageChannel {
  return {
    channel,
    provider: 'outbox',
    send: async (message) => {
      try {
        await store.append({ ...itemOf(message, channel), at: clock.now() });
        return { kind: 'accepted', providerId: `outbox:${message.notificationId}` };
      } catch {
        return { kind: 'retry', code: 'outbox', text: 'the outbox could not be written', afterSeconds: null };
      }
    },
    close: async () => undefined,
  };
}

/** A channel without provider beside one that has one: its messages fail at once, so that the next method goes. */
export function createUnconfiguredChannel(channel: Channel): MessageChannel {
  const outcome: SendOutcome = {
    kind: 'permanent',
    code: 'not-configured',
    text: `no provider for ${channel} is configured`,
    configuration: true,
  };
  return {
    channel,
    provider: 'none',
    send: async () => outcome,
    close: async () => undefined,
  };
}

function itemOf(message: Message, channel: Channel) {
  return {
    id: message.notificationId,
    channel,
    to: message.to,
    person: message.person,
    incidentId: message.incidentId,
    ...(message.subject === '' ? {} : { subject: message.subject }),
    text: message.text,
  };
}
