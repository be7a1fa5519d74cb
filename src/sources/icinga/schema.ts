import { z } from 'zod';
import { quoteValue } from '../quote-value.js';
import { notificationTypes, readNotificationType } from './notification-types.js';
import { readState } from './states.js';

const Kind = z.string({ error: `is missing: one of ${notificationTypes.join(', ')}` }).transform((text, context) => {
  const kind = readNotificationType(text);
  if (kind !== undefined) return kind;
  const message = `${quoteValue(text)} is no notification type; known are ${notificationTypes.join(', ')}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

const HostName = z
  .string({ error: 'is missing: the host that the notification is about' })
  .transform((text) => text.trim());

/** A state that was never checked yet is no state. */
function stateOf(subject: 'host' | 'service') {
  return z
    .string()
    .transform((text, context) => {
      if (text.trim().toUpperCase() === 'PENDING') return undefined;
      const state = readState(subject, text);
      if (state !== undefined) return state;
      const known = subject === 'host' ? 'UP, DOWN, UNREACHABLE' : 'OK, WARNING, CRITICAL, UNKNOWN';
      context.addIssue({ code: 'custom', message: `${quoteValue(text)} is no state; known are ${known}` });
      return z.NEVER;
    })
    .optional();
}

/** Seconds since 1970, also with a fraction, as milliseconds. What is no such number does not cost the alert. */
const Instant = z.string().transform(toMilliseconds).optional();

const Count = z
  .string()
  .transform((text) => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : undefined))
  .optional();

const rest = {
  type: Kind,
  host: HostName,
  output: z.string().optional(),
  longOutput: z.string().optional(),
  sentAt: Instant,
  stateSince: Instant,
  downtimeDepth: Count,
  author: z.string().optional(),
  comment: z.string().optional(),
  pagingService: z.string().optional(),
  eventId: z.string().optional(),
  spooled: z
    .string()
    .transform((text) => /^(?:true|1|yes)$/i.test(text))
    .optional(),
};

/** The fields of a notification that are read, whatever the macros are called that carry them. */
export const HostNotification = z.object({ ...rest, service: z.undefined().optional(), state: stateOf('host') });
export const ServiceNotification = z.object({ ...rest, service: z.string(), state: stateOf('service') });
export type IcingaNotification = z.infer<typeof HostNotification> | z.infer<typeof ServiceNotification>;

function toMilliseconds(text: string): number | undefined {
  const seconds = /^\d{1,11}(?:\.\d+)?$/.test(text.trim()) ? Number(text) : 0;
  return seconds > 0 ? Math.round(seconds * 1000) : undefined;
}
