import type { RulesFault } from '../../../domain/rules.js';
import type { Entries } from '../entries.js';
import { faultAt, type MapTree, placeAt } from '../files/tree.js';

/** Services that depend on themselves, by whatever way: each circle is told once, at the `dependsOn` that closes it. */
export function checkDependencies(entries: Entries, tree: MapTree): readonly RulesFault[] {
  const faults: RulesFault[] = [];
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    const start = path.indexOf(name);
    if (start >= 0) faults.push(circle(tree, [...path.slice(start), name]));
    if (start >= 0 || done.has(name)) return;
    for (const next of entries.services.entries.get(name)?.value.dependsOn ?? []) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of entries.services.entries.keys()) visit(name, []);
  return faults;
}

function circle(tree: MapTree, names: readonly string[]): RulesFault {
  const place = placeAt(tree, ['services', names.at(-2) ?? '', 'dependsOn']);
  const way = names.join(' → ');
  return faultAt(place, `services depend on each other in a circle: ${way}; take one of the dependencies out`);
}
