import type { RulesFault } from '../../../domain/rules.js';
import { sourceNames } from '../../../domain/source-names.js';
import type { Entries } from '../entries.js';
import { faultAt, type MapTree, originOf } from '../files/tree.js';
import { suggest } from '../suggest.js';
import { collectReferences, type ReferenceKind } from './references.js';

/** Names that refer to nothing, and names that two things share. */
export function checkNames(entries: Entries, tree: MapTree): readonly RulesFault[] {
  const known = knownNames(entries);
  const unknown = collectReferences(tree)
    .filter(({ kind, name }) => !known[kind].has(name) && !entries.schedules.has(name))
    .map(({ kind, name, place }) => faultAt(place, `unknown ${kind} \`${name}\`${suggest(name, known[kind])}`));
  return [...unknown, ...unknownSources(tree), ...sharedNames(entries), ...repeatedNames(entries)];
}

/** A source that does not exist is never heard: the one that was meant would fall silent unseen. */
function unknownSources(tree: MapTree): readonly RulesFault[] {
  const sources = tree.entries.get('sources');
  if (sources?.kind !== 'map') return [];
  return [...sources.entries]
    .filter(([name]) => !sourceNames.some((known) => known === name))
    .map(([name, { place }]) => faultAt(place, `unknown source \`${name}\`${suggest(name, sourceNames)}`));
}

function knownNames(entries: Entries): Readonly<Record<ReferenceKind, ReadonlySet<string>>> {
  const people = entries.people.declared;
  const called = new Set([...people, ...entries.groups.declared]);
  return {
    person: people,
    'person or group': called,
    'step target': new Set(['subscribers', 'owners', 'all-pages', ...called]),
    service: new Set(['all', 'unmatched', ...entries.services.declared]),
    hours: new Set(['always', ...entries.hours.declared]),
    'escalation policy': new Set(['default', ...entries.escalationPolicies.declared]),
    'maintenance window': new Set(entries.maintenance.map(({ value }) => value.name)),
  };
}

/** People and groups share one namespace. */
function sharedNames({ people, groups }: Entries): readonly RulesFault[] {
  return [...groups.entries].flatMap(([name, group]) => {
    const person = people.entries.get(name);
    if (!person) return [];
    const there = originOf(person.place);
    return [faultAt(group.place, `the group \`${name}\` has the name of a person (${there}); rename one of them`)];
  });
}

/** Windows are a list, so their names may repeat; expectations and windows are found by name. */
function repeatedNames({ maintenance }: Entries): readonly RulesFault[] {
  const first = new Map<string, string>();
  return maintenance.flatMap(({ value, place }) => {
    const there = first.get(value.name);
    if (there) return [faultAt(place, `a second maintenance window \`${value.name}\`; the first stands in ${there}`)];
    first.set(value.name, originOf(place));
    return [];
  });
}
