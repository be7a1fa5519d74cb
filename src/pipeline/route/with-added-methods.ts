import type { AddedMethod } from '../../domain/added-method.js';
import type { Channel } from '../../domain/channel.js';
import type { Person, Rules } from '../../domain/rules.js';
import { CHANNELS } from './contacts.js';

/** The rules with the contact methods that people have added; what the rules give to somebody else stays theirs. */
export function withAddedMethods(rules: Rules, added: readonly AddedMethod[]): Rules {
  const taken = new Set(
    [...rules.people.values()].flatMap((one) =>
      CHANNELS.flatMap((channel) => one[channel].map((to) => `${channel} ${to}`)),
    ),
  );
  const people = new Map(rules.people);
  for (const method of added) {
    const person = people.get(method.person);
    const address = `${method.channel} ${method.to}`;
    if (person === undefined || taken.has(address)) continue;
    taken.add(address);
    people.set(person.name, withMethod(person, method));
  }
  return { ...rules, people };
}

function withMethod(person: Person, { channel, to, first }: AddedMethod): Person {
  const known: readonly string[] = person[channel];
  const both: Partial<Record<Channel, readonly string[]>> = { [channel]: first ? [to, ...known] : [...known, to] };
  return { ...person, ...both };
}
