import type { Channel } from '../../domain/channel.js';
import type { Notification } from '../../domain/notification.js';

/** How long a provider's call may take, ms; mail with its turn in the pool. */
const longestCallMs: Readonly<Record<Channel, number>> = { sms: 10_000, email: 60_000 };

/** Longer than that: while it lasts nobody else takes the notification up. */
export const sendLeaseMs: Readonly<Record<Channel, number>> = { sms: 20_000, email: 75_000 };

/**
 * True when a call that begins now may outlive the lease, which began with the last change of the notification: this process
 * stood still, and another one may be sending it.
 */
export function isLeaseSpent({ channel, updatedAt }: Notification, now: number): boolean {
  return now > updatedAt + sendLeaseMs[channel] - longestCallMs[channel];
}
