import type { Channel } from '../../domain/channel.js';
import type { Notification } from '../../domain/notification.js';

/** How long a provider's call may take, ms; mail with its turn in the pool. */
const longestCallMs: Readonly<Record<Channel, number>> = { sms: 10_000, email: 60_000 };
/** The call of a mail that is late: some servers make strangers wait a minute for each reply. */
const longestLateMailMs = 420_000;

/** Longer than a call: while it lasts nobody else takes the notification up. */
export const sendLeaseMs: Readonly<Record<Channel, number>> = { sms: 20_000, email: 75_000 };

type Leased = Pick<Notification, 'channel' | 'lateAt'>;

/** The lease of one more attempt. */
export function sendLeaseOf(notification: Leased): number {
  const { channel } = notification;
  return sendLeaseMs[channel] + longestCallOf(notification) - longestCallMs[channel];
}

/**
 * True when a call that begins now may outlive the lease, which began with the last change of the notification: this process
 * stood still, and another one may be sending it.
 */
export function isLeaseSpent(notification: Leased & Pick<Notification, 'updatedAt'>, now: number): boolean {
  return now > notification.updatedAt + sendLeaseOf(notification) - longestCallOf(notification);
}

function longestCallOf({ channel, lateAt }: Leased): number {
  return channel === 'email' && lateAt !== null ? longestLateMailMs : longestCallMs[channel];
}
