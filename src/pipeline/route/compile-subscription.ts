import type { Subscription } from '../../domain/rules.js';
import type { Contact } from './contacts.js';
import { describeScope } from './describe-scope.js';

/** A person of a party, and why just now. */
export interface PartyMember {
  readonly contact: Contact;
  /** `on call in ops-oncall until …`; null: at any time. */
  readonly onCall: string | null;
}

/** A person, group or schedule of a subscription. */
export interface Party {
  readonly name: string;
  /** Null: it is or holds a schedule, so who it stands for depends on the time. */
  readonly members: readonly PartyMember[] | null;
  /** `subscribed to parsoid through group parsoid-team (20-subscriptions.yaml:14)`; of several services, those of the check. */
  readonly because: (services: readonly string[]) => string;
}

/** A subscription with its people looked up. */
export interface CompiledSubscription {
  readonly subscription: Subscription;
  readonly parties: readonly Party[];
}

/** What a name of the rules stands for, looked up once. */
export interface KnownParty {
  readonly kind: 'person' | 'group' | 'schedule';
  readonly members: readonly PartyMember[] | null;
}

/** `lookUp`: equal names share one list of members. */
export function compileSubscription(
  subscription: Subscription,
  lookUp: (name: string) => KnownParty,
): CompiledSubscription {
  return { subscription, parties: subscription.who.map((who) => compileParty(subscription, who, lookUp(who))) };
}

function compileParty({ scope, origin }: Subscription, name: string, { kind, members }: KnownParty): Party {
  const through = kind === 'group' ? ` through group ${name}` : '';
  const describe = (services: readonly string[]): string =>
    `subscribed to ${describeScope(scope, services)}${through} (${origin})`;
  if (scope.kind === 'services' && scope.services.length > 1) return { name, members, because: describe };
  const text = describe([]);
  return { name, members, because: () => text };
}
