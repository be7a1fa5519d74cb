import type { Entries } from '../entries.js';

/** The people that names may stand for, groups and schedules opened, each once, in order; unknown names are nobody. */
export function peopleOf(names: Iterable<string>, entries: Entries): readonly string[] {
  const people = new Set<string>();
  const visited = new Set<string>();
  const visit = (name: string): void => {
    if (visited.has(name)) return;
    visited.add(name);
    if (entries.people.declared.has(name)) people.add(name);
    for (const part of partsOf(name, entries)) visit(part);
  };
  for (const name of names) visit(name);
  return [...people];
}

function partsOf(name: string, { groups, schedules }: Entries): readonly string[] {
  const { rotations = [], follows } = schedules.entries.get(name)?.value ?? {};
  const members = groups.entries.get(name)?.value.members ?? [];
  return [
    ...members,
    ...rotations.flatMap((rotation) => rotation.members),
    ...(follows === undefined ? [] : [follows]),
  ];
}
