import type { Incident } from '../../../src/domain/incident.js';
import type { Notification, NotificationState } from '../../../src/domain/notification.js';
import { isFailure, isNews } from '../../../src/domain/receipt.js';

/** What somebody who looked again and again saw of each record: its versions, in their order. */
export interface Sightings {
  readonly incidents: ReadonlyMap<string, readonly Incident[]>;
  readonly notifications: ReadonlyMap<string, readonly Notification[]>;
}

/** Where a notification may go without a further call to the provider. Between two looks it may have gone on. */
const within: Readonly<Record<NotificationState, readonly NotificationState[]>> = {
  sending: ['sending', 'unknown', 'retrying', 'accepted', 'failed', 'dropped'],
  unknown: ['unknown', 'accepted', 'failed', 'dropped'],
  retrying: ['retrying'],
  accepted: ['accepted'],
  failed: ['failed'],
  dropped: ['dropped'],
};
const final: ReadonlySet<NotificationState> = new Set(['accepted', 'failed', 'dropped']);

/** I8: what has ended does not begin again, and every change of an incident is one revision more. */
export function findIllegalSteps({ incidents, notifications }: Sightings): string[] {
  return [
    ...[...notifications.values()].flatMap((versions) => stepsOf(versions, wrongInNotification)),
    ...[...incidents.values()].flatMap((versions) => stepsOf(versions, wrongInIncident)),
  ];
}

function stepsOf<T extends { readonly id: string }>(
  versions: readonly T[],
  wrong: (before: T, after: T) => string | null,
): string[] {
  return versions.slice(1).flatMap((after, index) => {
    const before = versions[index];
    const found = before === undefined ? null : wrong(before, after);
    return found === null ? [] : [`I8: ${after.id} ${found}`];
  });
}

function wrongInNotification(before: Notification, after: Notification): string | null {
  if (after.attempts < before.attempts) return `went from attempt ${before.attempts} to ${after.attempts}`;
  if (before.possibleDuplicate && !after.possibleDuplicate) return 'was marked as doubled and is no longer';
  const backwards = wrongInReceipt(before, after);
  if (backwards !== null) return backwards;
  if (isByReceipt(before, after)) return null;
  const again = after.attempts > before.attempts;
  const legal = again ? !final.has(before.state) : within[before.state].includes(after.state);
  return legal ? null : `went from ${before.state} to ${after.state} in attempt ${after.attempts}`;
}

/** What a receipt alone brings about: it disproves that a message was not taken, and that it will arrive. */
function isByReceipt(before: Notification, after: Notification): boolean {
  if (before.state === 'retrying' && after.state === 'accepted') return after.receipt !== null;
  return before.state === 'accepted' && after.state === 'failed' && isFailure(after.receipt);
}

function wrongInReceipt({ receipt: before }: Notification, { receipt: after }: Notification): string | null {
  if (before === null || before.status === after?.status) return null;
  if (after !== null && isNews(before, after.status)) return null;
  return `had the receipt ${before.status} and has ${after?.status ?? 'none'}`;
}

function wrongInIncident(before: Incident, after: Incident): string | null {
  if (after.rev < before.rev) return `went from revision ${before.rev} to ${after.rev}`;
  if (after.rev === before.rev) return `changed and stayed at revision ${after.rev}`;
  if (after.number !== before.number) return `was #${before.number} and became #${after.number}`;
  if (before.state === 'resolved' && after.state !== 'resolved') return `was resolved and is ${after.state}`;
  return after.cycle < before.cycle ? `went from cycle ${before.cycle} to ${after.cycle}` : null;
}
