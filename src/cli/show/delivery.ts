import type { z } from 'zod';
import type { NotificationResource } from '../../http/api/resources/notification-resource.js';
import { paint, type Terminal } from '../terminal.js';
import { cell } from './table.js';
import { localTime } from './time.js';

const COLORS = { delivered: 'green', failed: 'red', unknown: 'yellow' } as const;

/** What is known of a message on its way, and since when: `delivered 2013-04-18 16:46 (12m ago)`. */
export function deliveryText(terminal: Terminal, { delivery }: z.output<typeof NotificationResource>): string {
  const { status, at } = delivery;
  const isTelling = status === 'delivered' || status === 'failed' || status === 'unknown';
  const word = isTelling ? paint(terminal, COLORS[status], status) : status;
  return `${word} ${localTime(at, terminal.now())}`;
}

/** Why a message failed: our own record of it, else the provider's code. */
export function failureText({ error, delivery }: z.output<typeof NotificationResource>): string {
  return cell(error ?? delivery.errorCode);
}
