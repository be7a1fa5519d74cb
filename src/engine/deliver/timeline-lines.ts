import { type Channel, maskAddress } from '../../domain/channel.js';
import type { TimelineEntry } from '../../domain/incident.js';
import type { Notification } from '../../domain/notification.js';
import type { DeliveryDecision } from '../../pipeline/deliver/next-delivery.js';
import type { NotificationUpdate } from '../../ports-delivery.js';

interface Circumstance {
  readonly now: number;
  readonly heldCount: number;
}

/** What the timelines of its incidents say of what became of a notification. */
export function timelineOf(
  notification: Notification,
  decision: DeliveryDecision,
  circumstance: Circumstance,
): NotificationUpdate['timeline'] {
  const entry = lineOf(notification, decision, circumstance);
  return entry === null ? [] : inEachIncident(notification, entry);
}

/** The line in the timeline of every incident that the notification is about. */
export function inEachIncident({ calls }: Notification, entry: TimelineEntry): NotificationUpdate['timeline'] {
  const incidents = new Set(calls.flatMap(({ incidentId }) => incidentId ?? []));
  return [...incidents].map((incidentId) => ({ incidentId, entry }));
}

function lineOf(
  notification: Notification,
  decision: DeliveryDecision,
  { now, heldCount }: Circumstance,
): TimelineEntry | null {
  const { person } = notification;
  const whom = whomOf(notification);
  if (decision.to === 'accepted') {
    const again = decision.possibleDuplicate ? ' (may have arrived twice)' : '';
    const text = `${whom}: accepted${again}${bundleOf(notification, heldCount)}`;
    return { at: now, kind: 'notified', text, person };
  }
  const text = failureWords(notification, decision);
  return text === null ? null : { at: now, kind: 'not-delivered', text: `${whom}: ${text}`, person };
}

/** What is late is said once, not at each attempt. */
function failureWords({ lateAt }: Notification, { to, late, error, deadLetter }: DeliveryDecision): string | null {
  const next = deadLetter === null ? '' : '; no contact method is left';
  if (late) return lateAt === null ? `not yet, ${error ?? ''}${next}; it is tried on` : null;
  return to === 'failed' || to === 'unknown' ? `${to}, ${error ?? ''}${next}` : null;
}

/** `, in a bundle of 41 pages, 40 of them held back by the limits` */
function bundleOf({ calls }: Notification, held: number): string {
  if (calls.length === 1) return held > 0 ? ', held back by the limits until now' : '';
  return `, in a bundle of ${calls.length} pages${held > 0 ? `, ${held} of them held back by the limits` : ''}`;
}

/** Person, channel and masked address, as timeline lines begin. */
export function whomOf({ person, channel, to }: Notification): string {
  return `${person} by ${wordOf(channel)} (${maskAddress(to)})`;
}

function wordOf(channel: Channel): string {
  return channel === 'sms' ? 'SMS' : channel;
}
