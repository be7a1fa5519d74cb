import { randomUUID } from 'node:crypto';
import type { Channel, ContactMethod } from '../../domain/channel.js';
import type { Person } from '../../domain/rules.js';
import type { PlainMessage } from '../../pipeline/deliver/render-login-code.js';
import type { Clock, Log, MessageChannel, Metrics } from '../../ports.js';

/** Tells one person something that is no page: through the channels themselves, nothing of it stays in the ledger. */
export type TellPerson = (
  person: Person,
  message: PlainMessage,
  how: { readonly urgency: 'high' | 'low'; readonly only?: Channel | undefined; readonly validitySeconds: number },
) => Promise<boolean>;

/**
 * Tries the person's contact methods in their own order until a provider takes it (or may have taken it); answers
 * whether one did.
 */
export function createTellPerson(deps: {
  readonly channels: Readonly<Record<Channel, MessageChannel>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}): TellPerson {
  const { channels, clock, log, metrics } = deps;
  return async (person, message, { urgency, only, validitySeconds }) => {
    for (const { channel, to } of methodsOf(person, urgency, only)) {
      const outcome = await channels[channel].send({
        notificationId: randomUUID(),
        to,
        person: person.name,
        incidentId: null,
        ...contentOf(message, channel),
        html: null,
        urgency,
        thread: null,
        validitySeconds,
        createdAt: clock.now(),
      });
      metrics.count('direct_messages_total', { channel, outcome: outcome.kind });
      if (outcome.kind === 'accepted' || outcome.kind === 'unknown') return true;
      log.warn({ person: person.name, channel, code: outcome.code }, 'a message that is no page was not taken');
    }
    return false;
  };
}

function contentOf({ subject, text, sms = text }: PlainMessage, channel: Channel) {
  return channel === 'sms' ? { subject: '', text: sms } : { subject, text };
}

/** As the person wishes for the urgency, then all others. */
function methodsOf(person: Person, urgency: 'high' | 'low', only: Channel | undefined): readonly ContactMethod[] {
  const order: readonly Channel[] = [...person.notify[urgency].map(({ via }) => via), 'sms', 'email'];
  const wanted = [...new Set(order)].filter((channel) => only === undefined || channel === only);
  return wanted.flatMap((channel) => person[channel].map((to) => ({ channel, to })));
}
