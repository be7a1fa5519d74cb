import { Channel } from '../../domain/channel.js';
import type { CheckFacts } from '../../domain/check.js';
import type { SelectedPerson } from '../route/select-people.js';

/** On the router's own alerts: the channel that is in trouble, `sms` or `email`. */
export const FAILING_CHANNEL = 'failing-channel';

/** The channel that the router says is in trouble; null: none. */
export function failingChannel(facts: readonly Pick<CheckFacts, 'labels'>[]): Channel | null {
  const said = facts.map(({ labels }) => Channel.safeParse(labels[FAILING_CHANNEL]));
  return said.find(({ success }) => success)?.data ?? null;
}

/** The same person, by another channel too, as early as by this one: what is said of it might be lost on it. */
export function byOtherChannel<T extends SelectedPerson>(selected: T, failing: Channel): T {
  const { calls, fallbacks } = selected;
  const first = Math.min(...calls.map(({ afterSeconds }) => afterSeconds));
  const other = [...calls, ...fallbacks].find(({ channel }) => channel !== failing);
  if (other === undefined) return selected;
  const isOther = (method: { readonly channel: Channel; readonly to: string }) =>
    method.channel === other.channel && method.to === other.to;
  const { channel, to } = other;
  return {
    ...selected,
    calls: [...calls.filter((call) => !isOther(call)), { channel, to, afterSeconds: first }],
    fallbacks: fallbacks.filter((method) => !isOther(method)),
  };
}
