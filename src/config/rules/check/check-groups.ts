import type { RulesFault } from '../../../domain/rules.js';
import type { Entries } from '../entries.js';
import { faultAt } from '../files/tree.js';

/** Groups that contain themselves, by whatever way: each circle is told once. */
export function checkGroups(entries: Entries): readonly RulesFault[] {
  const faults: RulesFault[] = [];
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    const start = path.indexOf(name);
    const group = entries.groups.entries.get(name);
    if (start >= 0 && group) faults.push(circle(group.place, [...path.slice(start), name]));
    if (start >= 0 || !group || done.has(name)) return;
    for (const member of group.value.members) visit(member, [...path, name]);
    done.add(name);
  };
  for (const name of entries.groups.entries.keys()) visit(name, []);
  return faults;
}

function circle(place: { readonly file: string; readonly line: number }, names: readonly string[]): RulesFault {
  return faultAt(place, `groups contain each other in a circle: ${names.join(' → ')}; take one of the members out`);
}
