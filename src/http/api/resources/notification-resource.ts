import { z } from 'zod';
import { Channel, maskAddress } from '../../../domain/channel.js';
import type { DeadLetter, OutboxItem } from '../../../domain/delivery.js';
import { type Notification, NotificationState } from '../../../domain/notification.js';
import { Instant, isoTime } from './shared-fields.js';

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
    attempts: z.number().int(),
    possibleDuplicate: z.boolean(),
    createdAt: Instant,
    updatedAt: Instant,
    incidentIds: z.array(z.string()),
    pageIds: z.array(z.string()),
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

export const DeadLetterResource = z
  .object({
    id: z.string(),
    at: Instant,
    person: z.string(),
    incidentId: z.string().nullable(),
    notificationId: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'DeadLetter' });

export function notificationResource(notification: Notification): z.input<typeof NotificationResource> {
  const { id, channel, person, state, attempts, possibleDuplicate, providerId, error, subject, text } = notification;
  const incidents = notification.calls.map((call) => call.incidentId).filter((incidentId) => incidentId !== null);
  return {
    ...{ id, channel, person, state, attempts, possibleDuplicate, providerId, error, subject },
    text: text === null ? null : text.replace(LINK, '$1…'),
    to: maskAddress(notification.to),
    createdAt: isoTime(notification.createdAt),
    updatedAt: isoTime(notification.updatedAt),
    incidentIds: [...new Set(incidents)],
    pageIds: [...new Set(notification.calls.map((call) => call.pageId))],
  };
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

export function deadLetterResource({ id, at, person, incidentId, notificationId, reason }: DeadLetter) {
  return { id, at: isoTime(at), person, incidentId, notificationId, reason } satisfies z.input<
    typeof DeadLetterResource
  >;
}
