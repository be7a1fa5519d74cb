import type { Entries } from '../entries.js';

/** The people that names stand for, groups opened, each once, in order; unknown names stand for nobody. */
export function peopleOf(names: Iterable<string>, entries: Entries): readonly string[] {
  const people = new Set<string>();
  const visited = new Set<string>();
  const visit = (name: string): void => {
    if (visited.has(name)) return;
    visited.add(name);
    if (entries.people.declared.has(name)) people.add(name);
    for (const member of entries.groups.entries.get(name)?.value.members ?? []) visit(member);
  };
  for (const name of names) visit(name);
  return [...people];
}
