import type { Channel } from '../../domain/channel.js';
import type { NotifyRule } from '../../domain/rules.js';
import { type CallPlan, CHANNELS, type Contact, planCalls, possibleCalls } from './contacts.js';

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
  const { via, urgency, afterSeconds, blocked } = way;
  const calls = via === null && blocked === null ? contact[urgency].calls : restrictedCalls(contact, way);
  if (afterSeconds === 0) return calls;
  return calls.map((call) => ({ via: call.via, afterSeconds: call.afterSeconds + afterSeconds }));
}

function restrictedCalls(contact: Contact, way: Parameters<typeof callsFor>[1]): readonly NotifyRule[] {
  const { person } = contact;
  const wished = way.via?.map((via) => ({ via, afterSeconds: 0 })) ?? person.notify[way.urgency];
  return possibleCalls(person, wished, (channel) => way.blocked?.has(channel) ?? false);
}

/** Adds one way to what reaches its person already. */
export function addReach(gathered: Map<string, Gathered>, reach: Reach): void {
  const { name } = reach.contact.person;
  const known = gathered.get(name);
  const one = known ?? { contact: reach.contact, delays: {}, allowed: {}, because: [] };
  if (known === undefined) gathered.set(name, one);
  for (const { via, afterSeconds } of reach.calls) {
    const earliest = one.delays[via];
    if (earliest === undefined || afterSeconds < earliest) one.delays[via] = afterSeconds;
  }
  for (const channel of CHANNELS) if (!reach.blocked?.has(channel)) one.allowed[channel] = true;
  if (!one.because.includes(reach.because)) one.because.push(reach.because);
}

/** The plan for all that reaches a person. */
export function planGathered({ contact, delays, allowed }: Gathered, urgency: 'high' | 'low'): CallPlan {
  const { calls, liked, plan } = contact[urgency];
  const isUsual =
    allowed.sms && allowed.email && plan.calls.every((call) => delays[call.channel] === call.afterSeconds);
  if (isUsual && Object.keys(delays).length === plan.calls.length && calls.length > 0) return plan;
  return planCalls(contact.person, liked, { delays, allowed });
}
