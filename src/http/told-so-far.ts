import { Channel } from '../domain/channel.js';
import type { Notification, NotificationState } from '../domain/notification.js';
import type { Told } from '../web/incident-view.js';

const OUT: ReadonlySet<NotificationState> = new Set(['sending', 'unknown', 'accepted']);

/** Whom messages of an incident went out to: the first moment, and the channels, in one order. */
export function toldSoFar(notifications: readonly Notification[]): ReadonlyMap<string, Told> {
  const told = new Map<string, Told>();
  const out = notifications.filter(({ state }) => OUT.has(state)).sort((a, b) => a.createdAt - b.createdAt);
  for (const { person, channel, createdAt } of out) {
    const { at, channels } = told.get(person) ?? { at: createdAt, channels: [] };
    const all = new Set([...channels, channel]);
    told.set(person, { at, channels: Channel.options.filter((option) => all.has(option)) });
  }
  return told;
}
