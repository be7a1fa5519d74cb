import type { ContactMethod } from '../../domain/channel.js';
import type { Person, Rules } from '../../domain/rules.js';

const owners = new WeakMap<Rules, ReadonlyMap<string, Person>>();

/** The person of the rules whose address it is. */
export function ownerOf(rules: Rules, { channel, to }: ContactMethod): Person | undefined {
  let byAddress = owners.get(rules);
  if (byAddress === undefined) {
    const entries = [...rules.people.values()].flatMap((person) => [
      ...person.sms.map((number) => [`sms:${number}`, person] as const),
      ...person.email.map((address) => [`email:${address}`, person] as const),
    ]);
    byAddress = new Map(entries);
    owners.set(rules, byAddress);
  }
  return byAddress.get(`${channel}:${to}`);
}
