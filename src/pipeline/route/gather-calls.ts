import type { Channel, ContactMethod } from '../../domain/channel.js';
import type { NotifyRule, Person } from '../../domain/rules.js';

/** One way in which the rules reach one person. */
export interface Reach {
  readonly person: string;
  /** Channels with their delays after the step; never empty, and only channels that the person has. */
  readonly calls: readonly NotifyRule[];
  /** Channels that must not be used, not even when another one fails. */
  readonly blocked: ReadonlySet<Channel>;
  readonly because: string;
}

/** All that reaches one person. */
export interface Gathered {
  readonly person: string;
  /** Channel → its earliest delay, seconds. */
  readonly delays: Map<Channel, number>;
  /** Channels that at least one way allows. */
  readonly allowed: Set<Channel>;
  readonly because: Set<string>;
}

/** One contact method to call, so many seconds after the step. */
export interface PlannedCall extends ContactMethod {
  readonly afterSeconds: number;
}

const CHANNELS: readonly Channel[] = ['sms', 'email'];
const noChannels: ReadonlySet<Channel> = new Set();

/**
 * The calls of one way to a person: on `via`, else as the person wishes for this urgency, less what is blocked. When the
 * person has none of these channels at all, the first other one stands in: a page on another channel beats none.
 */
export function callsFor(
  person: Person,
  way: {
    readonly via: readonly Channel[] | null;
    readonly urgency: 'high' | 'low';
    readonly afterSeconds: number;
    readonly blocked?: ReadonlySet<Channel>;
  },
): readonly NotifyRule[] {
  const blocked = way.blocked ?? noChannels;
  const wishes = way.via?.map((via) => ({ via, afterSeconds: 0 })) ?? person.notify[way.urgency];
  const allowed = wishes.filter(({ via }) => !blocked.has(via));
  const possible = allowed.filter(({ via }) => person[via].length > 0);
  const [first] = allowed;
  const chosen = possible.length > 0 || first === undefined ? possible : standIn(person, first, blocked);
  if (way.afterSeconds === 0) return chosen;
  return chosen.map(({ via, afterSeconds }) => ({ via, afterSeconds: afterSeconds + way.afterSeconds }));
}

function standIn(person: Person, wish: NotifyRule, blocked: ReadonlySet<Channel>): readonly NotifyRule[] {
  const other = CHANNELS.find((via) => !blocked.has(via) && person[via].length > 0);
  return other === undefined ? [] : [{ via: other, afterSeconds: wish.afterSeconds }];
}

/** Adds one way to what reaches its person already. */
export function addReach(gathered: Map<string, Gathered>, reach: Reach): void {
  const one = gathered.get(reach.person) ?? emptyGathering(reach.person);
  gathered.set(reach.person, one);
  for (const { via, afterSeconds } of reach.calls) {
    one.delays.set(via, Math.min(one.delays.get(via) ?? afterSeconds, afterSeconds));
  }
  for (const channel of CHANNELS) if (!reach.blocked.has(channel)) one.allowed.add(channel);
  one.because.add(reach.because);
}

function emptyGathering(person: string): Gathered {
  return { person, delays: new Map(), allowed: new Set(), because: new Set() };
}

/** Addresses for the gathered channels: the first of each is called, all others wait as fallbacks. */
export function planCalls(
  person: Person,
  gathered: Gathered,
  urgency: 'high' | 'low',
): { readonly calls: readonly PlannedCall[]; readonly fallbacks: readonly ContactMethod[] } {
  const liked = likedChannels(person, urgency);
  const calls = liked
    .flatMap((channel) => {
      const afterSeconds = gathered.delays.get(channel);
      const to = person[channel][0];
      return afterSeconds === undefined || to === undefined ? [] : [{ channel, to, afterSeconds }];
    })
    .sort((a, b) => a.afterSeconds - b.afterSeconds);
  const fallbacks = liked
    .filter((channel) => gathered.allowed.has(channel))
    .flatMap((channel) => person[channel].map((to) => ({ channel, to })))
    .filter(({ channel, to }) => !calls.some((call) => call.channel === channel && call.to === to));
  return { calls, fallbacks };
}

/** The person's channels in the order of the notification rules, then the others. */
function likedChannels(person: Person, urgency: 'high' | 'low'): readonly Channel[] {
  return [...new Set([...person.notify[urgency].map(({ via }) => via), ...CHANNELS])];
}
