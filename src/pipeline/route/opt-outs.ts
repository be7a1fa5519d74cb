import type { Channel } from '../../domain/channel.js';
import type { Severity } from '../../domain/severity.js';
import { CHANNELS } from './contacts.js';
import { inForce } from './in-force.js';
import { partyMembers } from './party-members.js';
import type { RuleIndex } from './rule-index.js';

/** Person → channels that opt-outs take away. */
export type Blocked = ReadonlyMap<string, ReadonlySet<Channel>>;

const nobody: Blocked = new Map();

/** What these opt-outs (by number) subtract for a check of this severity now; without `via`, every channel. */
export function blockedBy(
  index: RuleIndex,
  optOuts: readonly number[],
  when: { readonly severity: Severity; readonly now: number },
): Blocked {
  if (optOuts.length === 0) return nobody;
  const blocked = new Map<string, Set<Channel>>();
  for (const { subscription, parties } of inForce(index, optOuts, when)) {
    for (const { contact } of parties.flatMap((party) => partyMembers(index, party, when.now))) {
      const { name } = contact.person;
      const channels = [...(blocked.get(name) ?? []), ...(subscription.via ?? CHANNELS)];
      blocked.set(name, new Set(channels));
    }
  }
  return blocked;
}
