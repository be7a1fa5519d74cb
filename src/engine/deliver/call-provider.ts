import type { SendOutcome } from '../../domain/delivery.js';
import type { Notification } from '../../domain/notification.js';
import type { Message } from '../../ports.js';
import type { EngineDeps } from '../engine-deps.js';

/** Sends a message; the outcome says who took it, or may have. */
export async function callProvider(
  deps: EngineDeps,
  { channel }: Notification,
  message: Message,
): Promise<SendOutcome> {
  const { [channel]: way } = deps.channels;
  const outcome = await way.send(message);
  if (outcome.kind !== 'accepted' && outcome.kind !== 'unknown') return outcome;
  return { ...outcome, provider: outcome.provider ?? way.provider };
}

/** Who has taken it. */
export function providerOf(outcome: SendOutcome): string | undefined {
  return outcome.kind === 'accepted' ? outcome.provider : undefined;
}

/** What a decision about a notification needs beside it; `provider`: who has taken it. */
export function circumstances(deps: EngineDeps, { channel }: Notification, provider?: string) {
  const { receipts, find } = deps.channels[channel];
  const tells = receipts !== undefined && (receipts.providers?.has(provider ?? '') ?? true);
  return { now: deps.clock.now(), random: deps.random, receipts: tells, askable: find !== undefined };
}
