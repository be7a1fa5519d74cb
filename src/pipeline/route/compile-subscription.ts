import type { Subscription } from '../../domain/rules.js';
import type { Contact } from './contacts.js';
import { describeScope } from './describe-scope.js';

/** A person or group of a subscription. */
export interface Party {
  readonly contacts: readonly Contact[];
  /** `subscribed to parsoid through group parsoid-team (20-subscriptions.yaml:14)`; of several services, those of the check. */
  readonly because: (services: readonly string[]) => string;
}

/** A subscription with its people looked up. */
export interface CompiledSubscription {
  readonly subscription: Subscription;
  readonly parties: readonly Party[];
}

/** `contactsOf`: the people that a name stands for; equal names share one list. */
export function compileSubscription(
  subscription: Subscription,
  contactsOf: (name: string) => readonly Contact[],
): CompiledSubscription {
  return { subscription, parties: subscription.who.map((who) => compileParty(subscription, who, contactsOf(who))) };
}

function compileParty({ scope, origin }: Subscription, who: string, contacts: readonly Contact[]): Party {
  const through = contacts.length === 1 && contacts[0]?.person.name === who ? '' : ` through group ${who}`;
  const describe = (services: readonly string[]): string =>
    `subscribed to ${describeScope(scope, services)}${through} (${origin})`;
  if (scope.kind === 'services' && scope.services.length > 1) return { contacts, because: describe };
  const text = describe([]);
  return { contacts, because: () => text };
}
