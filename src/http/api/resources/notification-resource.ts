import { z } from 'zod';
import { Channel, maskAddress } from '../../../domain/channel.js';
import type { OutboxItem } from '../../../domain/delivery.js';
import { DeliveryStatus, knownDelivery } from '../../../domain/known-delivery.js';
import { type Notification, NotificationState } from '../../../domain/notification.js';
import { ReceiptStatus } from '../../../domain/receipt.js';
import { Instant, isoTime, isoTimeOrNull } from './shared-fields.js';

const DeliveryResource = z
  .object({
    status: DeliveryStatus.meta({
      description:
        '`queued`: waits here or at the provider; `sent`: given to the carrier; `delivered`: by the word of the provider, never else; ' +
        '`unknown`: it may have arrived, nobody has said so; `dropped`: it was not needed any more.',
    }),
    at: Instant.meta({ description: 'Since when that is known.' }),
    errorCode: z.string().nullable(),
  })
  .meta({ id: 'Delivery', description: 'What is known of a message on its way.' });

const ReceiptResource = z
  .object({ status: ReceiptStatus, at: Instant, errorCode: z.string().nullable() })
  .meta({ id: 'Receipt', description: 'What the provider has told; it only moves forward.' });

/** Whoever holds the link of a page acts as its reader: it is theirs alone. */
const LINK = /(\/a\/)[\w-]{32}(?![\w-])/g;

/** One message to one contact method; the address is masked, and the link that acts is cut. */
export const NotificationResource = z
  .object({
    id: z.string(),
    channel: Channel,
    to: z.string().meta({ description: 'Masked.' }),
    person: z.string(),
    state: NotificationState,
    delivery: DeliveryResource,
    receipt: ReceiptResource.nullable(),
    receiptDueAt: Instant.nullable().meta({
      description: 'When a final receipt must be here; null: the provider sends none.',
    }),
    unconfirmedAt: Instant.nullable().meta({
      description: 'When it was given up waiting for it, and the next contact method called; null: not so.',
    }),
    lateAt: Instant.nullable().meta({
      description:
        'Since when nobody could take it: the next contact method was called, and it is tried on; null: not so.',
    }),
    attempts: z.number().int(),
    possibleDuplicate: z.boolean(),
    createdAt: Instant,
    updatedAt: Instant,
    incidentIds: z.array(z.string()),
    pageIds: z.array(z.string()),
    provider: z.string().nullable().meta({ description: 'Who took it, or may have; null: nobody yet, or not known.' }),
    providerId: z.string().nullable(),
    error: z.string().nullable(),
    subject: z.string().nullable(),
    text: z.string().nullable(),
  })
  .meta({ id: 'Notification' });

export const OutboxResource = z
  .object({
    id: z.string(),
    at: Instant,
    channel: Channel,
    to: z.string(),
    person: z.string(),
    incidentId: z.string().nullable(),
    subject: z.string().optional(),
    text: z.string(),
  })
  .meta({ id: 'OutboxItem' });

export function notificationResource(notification: Notification): z.input<typeof NotificationResource> {
  const { id, channel, person, state, attempts, possibleDuplicate, provider, providerId, error, subject, text } =
    notification;
  const incidents = notification.calls.map((call) => call.incidentId).filter((incidentId) => incidentId !== null);
  return {
    ...{ id, channel, person, state, attempts, possibleDuplicate, provider, providerId, error, subject },
    text: text === null ? null : text.replace(LINK, '$1…'),
    to: maskAddress(notification.to),
    delivery: withIsoTime(knownDelivery(notification)),
    receipt: notification.receipt === null ? null : withIsoTime(notification.receipt),
    receiptDueAt: isoTimeOrNull(notification.receiptDueAt),
    unconfirmedAt: isoTimeOrNull(notification.unconfirmedAt),
    lateAt: isoTimeOrNull(notification.lateAt),
    createdAt: isoTime(notification.createdAt),
    updatedAt: isoTime(notification.updatedAt),
    incidentIds: [...new Set(incidents)],
    pageIds: [...new Set(notification.calls.map((call) => call.pageId))],
  };
}

function withIsoTime<T extends { readonly at: number }>(known: T) {
  return { ...known, at: isoTime(known.at) };
}

export function outboxResource(item: OutboxItem): z.input<typeof OutboxResource> {
  const { id, channel, to, person, incidentId, subject, text } = item;
  return {
    id,
    at: isoTime(item.at),
    channel,
    to,
    person,
    incidentId,
    text,
    ...(subject === undefined ? {} : { subject }),
  };
}
