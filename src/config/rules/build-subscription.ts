import type { Subscription, SubscriptionScope } from '../../domain/rules.js';
import type { Entry } from './entries.js';
import { originOf } from './files/tree.js';
import type { SubscriptionEntry } from './schema/subscriptions.js';

/** A subscription of the files, defaults filled in; it knows where it stands. */
export function buildSubscription({ value, place }: Entry<SubscriptionEntry>): Subscription {
  return {
    origin: originOf(place),
    who: value.who,
    scope: value.to ?? value.not ?? NOTHING,
    optOut: value.not !== undefined,
    severity: value.severity ?? null,
    hours: value.hours === undefined || value.hours === 'always' ? null : value.hours,
    via: value.via ?? null,
    afterSeconds: value.after ?? 0,
  };
}

/** The schema lets no entry pass that has neither `to` nor `not`. */
const NOTHING: SubscriptionScope = { kind: 'services', services: [] };
