import type { Party, PartyMember } from './compile-subscription.js';
import { membersAt } from './members-at.js';
import type { RuleIndex } from './rule-index.js';

/** The people of a party at an instant (UTC ms): those on call where it is or holds a schedule. */
export function partyMembers(index: RuleIndex, party: Party, at: number): readonly PartyMember[] {
  if (party.members !== null) return party.members;
  return membersAt(index, party.name, at).flatMap(({ person, onCall }) => {
    const contact = index.contacts.get(person);
    return contact === undefined ? [] : [{ contact, onCall }];
  });
}

/** A reason, with the duty that makes it hold just now. */
export function withDuty(because: string, onCall: string | null): string {
  return onCall === null ? because : `${because}, ${onCall}`;
}
