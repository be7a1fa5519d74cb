import type { Channel, ContactMethod } from '../../domain/channel.js';
import type { NotifyRule, Person, Rules } from '../../domain/rules.js';

export const CHANNELS: readonly Channel[] = ['sms', 'email'];

/** One contact method to call, so many seconds after the step. */
export interface PlannedCall extends ContactMethod {
  readonly afterSeconds: number;
}

/** Which contact methods to call, earliest first, and the others, most liked first, for when these fail. */
export interface CallPlan {
  readonly calls: readonly PlannedCall[];
  readonly fallbacks: readonly ContactMethod[];
}

/** What a person's own rules come to for one urgency, worked out once. */
export interface Wishes {
  /** The person's notification rules, on channels that the person has. */
  readonly calls: readonly NotifyRule[];
  /** Every channel, most liked first. */
  readonly liked: readonly Channel[];
  /** The plan where nothing but these rules counts. */
  readonly plan: CallPlan;
}

/** A person, ready to be called. */
export interface Contact {
  readonly person: Person;
  /** Place in the rules, so that answers come in one order. */
  readonly rank: number;
  readonly high: Wishes;
  readonly low: Wishes;
}

export function compileContacts(rules: Rules): ReadonlyMap<string, Contact> {
  const contacts = [...rules.people.values()].map((person, rank) => {
    return [person.name, { person, rank, high: wishesOf(person, 'high'), low: wishesOf(person, 'low') }] as const;
  });
  return new Map(contacts);
}

function wishesOf(person: Person, urgency: 'high' | 'low'): Wishes {
  const rules = person.notify[urgency];
  const calls = possibleCalls(person, rules, () => false);
  const liked = [...new Set([...rules.map(({ via }) => via), ...CHANNELS])];
  const delays: Partial<Record<Channel, number>> = {};
  for (const { via, afterSeconds } of calls) delays[via] = Math.min(delays[via] ?? afterSeconds, afterSeconds);
  return { calls, liked, plan: planCalls(person, liked, { delays, allowed: { sms: true, email: true } }) };
}

/** Addresses for the channels with a delay: the first of each is called, all others that are allowed wait as fallbacks. */
export function planCalls(
  person: Person,
  liked: readonly Channel[],
  reached: {
    readonly delays: Readonly<Partial<Record<Channel, number>>>;
    readonly allowed: Readonly<Partial<Record<Channel, true>>>;
  },
): CallPlan {
  const calls: PlannedCall[] = [];
  const fallbacks: ContactMethod[] = [];
  for (const channel of liked) {
    const afterSeconds = reached.delays[channel];
    for (const [place, to] of person[channel].entries()) {
      if (place === 0 && afterSeconds !== undefined) calls.push({ channel, to, afterSeconds });
      else if (reached.allowed[channel]) fallbacks.push({ channel, to });
    }
  }
  return { calls: calls.sort((a, b) => a.afterSeconds - b.afterSeconds), fallbacks };
}

/**
 * Those of the wished calls that are not blocked, on channels that the person has. When the person has none of these, the
 * first other channel stands in: a page on another channel beats none.
 */
export function possibleCalls(
  person: Person,
  wished: readonly NotifyRule[],
  isBlocked: (channel: Channel) => boolean,
): readonly NotifyRule[] {
  const allowed = wished.filter(({ via }) => !isBlocked(via));
  const possible = allowed.filter(({ via }) => person[via].length > 0);
  const [first] = allowed;
  if (possible.length > 0 || first === undefined) return possible;
  const other = CHANNELS.find((via) => !isBlocked(via) && person[via].length > 0);
  return other === undefined ? [] : [{ via: other, afterSeconds: first.afterSeconds }];
}
