import type { Channel, ContactMethod } from '../../domain/channel.js';
import type { NotifyRule } from '../../domain/rules.js';
import { CHANNELS, type Contact, possibleCalls } from './contacts.js';

/** One way in which the rules reach one person. */
export interface Reach {
  readonly contact: Contact;
  /** Channels with their delays after the step; never empty, and only channels that the person has. */
  readonly calls: readonly NotifyRule[];
  /** Channels that must not be used, not even when another one fails; null: none. */
  readonly blocked: ReadonlySet<Channel> | null;
  readonly because: string;
}

/** All that reaches one person. */
export interface Gathered {
  readonly contact: Contact;
  /** Earliest delay of each channel, seconds. */
  readonly delays: Partial<Record<Channel, number>>;
  /** Channels that at least one way allows. */
  readonly allowed: Partial<Record<Channel, true>>;
  readonly because: string[];
}

/** One contact method to call, so many seconds after the step. */
export interface PlannedCall extends ContactMethod {
  readonly afterSeconds: number;
}

/** The calls of one way to a person: on `via`, else as the person wishes for this urgency, less what is blocked. */
export function callsFor(
  contact: Contact,
  way: {
    readonly via: readonly Channel[] | null;
    readonly urgency: 'high' | 'low';
    readonly afterSeconds: number;
    readonly blocked: ReadonlySet<Channel> | null;
  },
): readonly NotifyRule[] {
  const { person } = contact;
  const plain = way.via === null && way.blocked === null;
  const wished = way.via?.map((via) => ({ via, afterSeconds: 0 })) ?? person.notify[way.urgency];
  const isBlocked = (channel: Channel): boolean => way.blocked?.has(channel) ?? false;
  const calls = plain ? contact[way.urgency].calls : possibleCalls(person, wished, isBlocked);
  if (way.afterSeconds === 0) return calls;
  return calls.map(({ via, afterSeconds }) => ({ via, afterSeconds: afterSeconds + way.afterSeconds }));
}

/** Adds one way to what reaches its person already. */
export function addReach(gathered: Map<string, Gathered>, reach: Reach): void {
  const { name } = reach.contact.person;
  let one = gathered.get(name);
  if (one === undefined) {
    one = { contact: reach.contact, delays: {}, allowed: {}, because: [] };
    gathered.set(name, one);
  }
  for (const { via, afterSeconds } of reach.calls) {
    const known = one.delays[via];
    if (known === undefined || afterSeconds < known) one.delays[via] = afterSeconds;
  }
  for (const channel of CHANNELS) if (!reach.blocked?.has(channel)) one.allowed[channel] = true;
  if (!one.because.includes(reach.because)) one.because.push(reach.because);
}

/** Addresses for the gathered channels: the first of each is called, all others wait as fallbacks. */
export function planCalls(
  { contact, delays, allowed }: Gathered,
  urgency: 'high' | 'low',
): { readonly calls: readonly PlannedCall[]; readonly fallbacks: readonly ContactMethod[] } {
  const calls: PlannedCall[] = [];
  const fallbacks: ContactMethod[] = [];
  for (const channel of contact[urgency].liked) {
    const afterSeconds = delays[channel];
    for (const [place, to] of contact.person[channel].entries()) {
      if (place === 0 && afterSeconds !== undefined) calls.push({ channel, to, afterSeconds });
      else if (allowed[channel]) fallbacks.push({ channel, to });
    }
  }
  return { calls: calls.sort((a, b) => a.afterSeconds - b.afterSeconds), fallbacks };
}
