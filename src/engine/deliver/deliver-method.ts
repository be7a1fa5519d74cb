import { randomUUID } from 'node:crypto';
import { Channel, type ContactMethod, methodKey } from '../../domain/channel.js';
import type { Limits, Rules } from '../../domain/rules.js';
import { smsTermsOf } from '../../pipeline/deliver/sms-terms.js';
import type { Claimed, ClaimRequest } from '../../ports-delivery.js';
import type { EngineDeps } from '../engine-deps.js';
import { ownerOf } from './owner-of.js';
import { sendLeaseMs } from './send-lease.js';
import { type Delivered, sendNotification } from './send-notification.js';

/** Where a delivery runs. */
export interface DeliveryAround {
  readonly follow: (delivered: Delivered) => void;
  /** False: the process stops, further notifications are left to others. */
  readonly goesOn: () => boolean;
}

/** Sends what is due for one contact method, one notification after the other, until its limits or nothing more stop it. */
export async function deliverMethod(deps: EngineDeps, key: string, around: DeliveryAround): Promise<void> {
  const method = parseMethod(key);
  for (let more = true; more && around.goesOn(); ) {
    const claimed = await deps.ledger.claim(claimRequest(deps, method, deps.clock.now()));
    more = claimed.kind === 'claimed' && claimed.more;
    if (claimed.kind === 'claimed') around.follow(await sendNotification(deps, claimed));
  }
}

/** Sends a notification that is claimed already, then what else is due for its contact method. */
export async function deliverClaimed(deps: EngineDeps, claimed: Claimed, around: DeliveryAround): Promise<void> {
  around.follow(await sendNotification(deps, claimed));
  if (claimed.more) await deliverMethod(deps, methodKey(claimed.notification), around);
}

/** A claim of what is due for a contact method, within its limits, under a fresh notification. */
export function claimRequest(deps: EngineDeps, method: ContactMethod, now: number): ClaimRequest {
  return {
    method,
    now,
    limits: limitsOf(deps.index().rules, method),
    leaseMs: sendLeaseMs[method.channel],
    notificationId: randomUUID(),
    withCode: deps.repliesByText && method.channel === 'sms' && smsTermsOf(method.to).replies,
  };
}

/** `sms:+12025550143` → its parts. Throws on anything else: the ledger only holds keys that we made. */
function parseMethod(key: string): ContactMethod {
  const colon = key.indexOf(':');
  return { channel: Channel.parse(key.slice(0, colon)), to: key.slice(colon + 1) };
}

/** What waited for the end of quiet hours comes as one message, also where nothing limits how many there are. */
const ONE_SUMMARY: Limits = [{ count: 1000, seconds: 60 }];

/** Limits of the person whose address it is, else the general ones of the channel. */
function limitsOf(rules: Rules, method: ContactMethod): Limits {
  const owner = ownerOf(rules, method);
  const limits = owner?.limits[method.channel] ?? rules.limits[method.channel];
  return limits.length === 0 && owner?.quiet != null ? ONE_SUMMARY : limits;
}
