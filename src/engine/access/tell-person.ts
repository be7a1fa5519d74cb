import { randomUUID } from 'node:crypto';
import type { Channel, ContactMethod } from '../../domain/channel.js';
import type { SendOutcome } from '../../domain/delivery.js';
import type { Person } from '../../domain/rules.js';
import type { PlainMessage } from '../../pipeline/deliver/render-login-code.js';
import type { Clock, Log, Message, MessageChannel, Metrics } from '../../ports.js';

/** Tells one person something that is no page: through the channels themselves, nothing of it stays in the ledger. */
export type TellPerson = (
  person: Person,
  content: PlainMessage,
  how: { readonly urgency: 'high' | 'low'; readonly only?: Channel | undefined; readonly validitySeconds: number },
) => Promise<boolean>;

/** Each call begins with the provider that failed last as the last choice. */
const MOST_CALLS = 3;

interface TellDeps {
  readonly channels: Readonly<Record<Channel, MessageChannel>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * Tries the person's contact methods in their own order, each by every provider of it, until one has taken it; answers whether one
 * did. What may have been taken is not told: it goes once more by another way, since a code that comes twice harms nobody.
 */
export function createTellPerson(deps: TellDeps): TellPerson {
  return async (person, content, { urgency, only, validitySeconds }) => {
    for (const { channel, to } of methodsOf(person, urgency, only)) {
      const message: Message = {
        notificationId: randomUUID(),
        to,
        person: person.name,
        incidentId: null,
        ...contentOf(content, channel),
        html: null,
        urgency,
        thread: null,
        validitySeconds,
        createdAt: deps.clock.now(),
      };
      if (await isTaken(deps, channel, message)) return true;
    }
    return false;
  };
}

async function isTaken({ channels, log, metrics }: TellDeps, channel: Channel, message: Message): Promise<boolean> {
  const way = channels[channel];
  for (let call = 1; call <= MOST_CALLS; call += 1) {
    const outcome = await way.send(message);
    metrics.count('direct_messages_total', { channel, outcome: outcome.kind });
    if (outcome.kind === 'accepted' || (await isThereAfterAll(way, message, outcome))) return true;
    const { person } = message;
    log.warn({ person, channel, code: outcome.code, call }, 'a message that is no page was not taken');
    if (!canAnotherTake(way, outcome)) return false;
  }
  return false;
}

/** A provider that answered 5xx can be asked at once; one that said nothing would be silent again. */
async function isThereAfterAll(way: MessageChannel, message: Message, outcome: SendOutcome): Promise<boolean> {
  if (outcome.kind !== 'unknown' || outcome.elsewhere !== true) return false;
  return typeof (await way.find?.(message)) === 'object';
}

function canAnotherTake({ standing }: MessageChannel, outcome: SendOutcome): boolean {
  if (outcome.kind === 'unknown') return standing !== undefined;
  return outcome.kind === 'retry' && outcome.next === 'provider';
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
