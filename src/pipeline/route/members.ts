import type { Group, Rules } from '../../domain/rules.js';

/** Name of every person and group → the people it stands for, each once, in order. Groups may hold groups. */
export function flattenMembers(rules: Rules): ReadonlyMap<string, readonly string[]> {
  const members = new Map<string, readonly string[]>();
  for (const name of rules.people.keys()) members.set(name, [name]);
  for (const group of rules.groups.values()) members.set(group.name, [...peopleOf(group, rules, new Set())]);
  return members;
}

/** `seen` ends circles, which only a broken set of rules has. */
function peopleOf(group: Group, rules: Rules, seen: Set<string>): ReadonlySet<string> {
  const people = new Set<string>();
  seen.add(group.name);
  for (const name of group.members) {
    const inner = rules.groups.get(name);
    if (rules.people.has(name)) people.add(name);
    else if (inner !== undefined && !seen.has(name))
      for (const person of peopleOf(inner, rules, seen)) people.add(person);
  }
  return people;
}
