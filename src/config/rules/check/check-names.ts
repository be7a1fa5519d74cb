import type { RulesFault } from '../../../domain/rules.js';
import { sourceNames } from '../../../domain/source-names.js';
import type { Entries, Section } from '../entries.js';
import { faultAt, type MapTree, originOf } from '../files/tree.js';
import { suggest } from '../suggest.js';
import { collectReferences, type ReferenceKind } from './references.js';

/** Names that refer to nothing, and names that two things share. */
export function checkNames(entries: Entries, tree: MapTree): readonly RulesFault[] {
  const known = knownNames(entries);
  const unknown = collectReferences(tree)
    .filter(({ kind, name }) => !known[kind].has(name))
    .map(({ kind, name, place }) => faultAt(place, `unknown ${kind} \`${name}\`${hint(kind, name, known)}`));
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

type KnownNames = Readonly<Record<ReferenceKind, ReadonlySet<string>>>;

/** Turns are taken by people: a name of something else that can be called is no misspelling. */
function hint(kind: ReferenceKind, name: string, known: KnownNames): string {
  if (kind === 'person' && known['person, group or schedule'].has(name))
    return ': a group or schedule cannot stand here';
  return suggest(name, known[kind]);
}

function knownNames(entries: Entries): KnownNames {
  const people = entries.people.declared;
  const called = new Set([...people, ...entries.groups.declared, ...entries.schedules.declared]);
  return {
    person: people,
    schedule: entries.schedules.declared,
    'person, group or schedule': called,
    'step target': new Set(['subscribers', 'owners', 'all-pages', ...called]),
    service: new Set(['all', 'unmatched', ...entries.services.declared]),
    'service to depend on': entries.services.declared,
    hours: new Set(['always', ...entries.hours.declared]),
    'escalation policy': new Set(['default', ...entries.escalationPolicies.declared]),
    'maintenance window': new Set(entries.maintenance.map(({ value }) => value.name)),
  };
}

/** People, groups and schedules share one namespace. */
function sharedNames({ people, groups, schedules }: Entries): readonly RulesFault[] {
  const persons = { kind: 'person', section: people };
  return [
    ...sharedBy({ kind: 'group', section: groups }, persons),
    ...sharedBy({ kind: 'schedule', section: schedules }, persons),
    ...sharedBy({ kind: 'schedule', section: schedules }, { kind: 'group', section: groups }),
  ];
}

interface Named {
  readonly kind: string;
  readonly section: Section<object>;
}

function sharedBy(one: Named, other: Named): readonly RulesFault[] {
  return [...one.section.entries].flatMap(([name, { place }]) => {
    const there = other.section.entries.get(name);
    if (there === undefined) return [];
    const message = `the ${one.kind} \`${name}\` has the name of a ${other.kind} (${originOf(there.place)}); rename one of them`;
    return [faultAt(place, message)];
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
