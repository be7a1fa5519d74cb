import { Channel } from '../domain/channel.js';
import type { Notification, NotificationState } from '../domain/notification.js';
import type { Told } from '../web/incident-view.js';

const OUT: ReadonlySet<NotificationState> = new Set(['sending', 'unknown', 'accepted']);

/**
 * Whom pages of an incident went out to: the first moment, and the channels, in one order. What went out after its end
 * (`resolvedAt`, UTC ms; null: open) was word of the end, not a page.
 */
export function toldSoFar(
  notifications: readonly Notification[],
  resolvedAt: number | null,
): ReadonlyMap<string, Told> {
  const told = new Map<string, Told>();
  const out = notifications
    .filter(({ state, createdAt }) => OUT.has(state) && createdAt < (resolvedAt ?? Infinity))
    .sort((a, b) => a.createdAt - b.createdAt);
  for (const { person, channel, createdAt } of out) {
    const { at, channels } = told.get(person) ?? { at: createdAt, channels: [] };
    const all = new Set([...channels, channel]);
    told.set(person, { at, channels: Channel.options.filter((option) => all.has(option)) });
  }
  return told;
}
