import { type MapTree, type Place, type Tree, treeAt } from '../files/tree.js';

/** What kind of thing a name refers to. */
export type ReferenceKind =
  | 'person, group or schedule'
  | 'person'
  | 'schedule'
  | 'step target'
  | 'service'
  | 'service to depend on'
  | 'hours'
  | 'escalation policy'
  | 'maintenance window';

/** A name in the files that refers to something else in them. */
export interface Reference {
  readonly kind: ReferenceKind;
  readonly name: string;
  readonly place: Place;
}

/** Where names stand in one entry of a section; `*` is every item or field. */
const WHERE: readonly (readonly [section: string, path: readonly string[], kind: ReferenceKind])[] = [
  ['people', ['quiet'], 'hours'],
  ['groups', ['members'], 'person, group or schedule'],
  ['schedules', ['rotations', '*', 'members'], 'person'],
  ['schedules', ['rotations', '*', 'hours'], 'hours'],
  ['schedules', ['follows'], 'schedule'],
  ['services', ['owners'], 'person, group or schedule'],
  ['services', ['escalation'], 'escalation policy'],
  ['services', ['dependsOn'], 'service to depend on'],
  ['subscriptions', ['who'], 'person, group or schedule'],
  ['subscriptions', ['hours'], 'hours'],
  ['subscriptions', ['to'], 'service'],
  ['subscriptions', ['not'], 'service'],
  ['escalationPolicies', ['steps', '*', 'page'], 'step target'],
  ['maintenance', ['services'], 'service'],
  ['notices', [], 'person, group or schedule'],
  ['expectations', ['pages'], 'person, group or schedule'],
  ['expectations', ['later', '*'], 'person, group or schedule'],
  ['expectations', ['notPaged'], 'person'],
  ['expectations', ['alert', 'service'], 'service'],
  ['expectations', ['maintenance'], 'maintenance window'],
];

/** Every reference of the files, also of entries that are faulty otherwise. */
export function collectReferences(tree: MapTree): readonly Reference[] {
  return WHERE.flatMap(([section, path, kind]) => {
    // `to: { host: … }` is a matcher: its fields are no names of services.
    const namesOf = section === 'expectations' ? textsAndKeysOf : textsOf;
    return spread(tree, [section, '*', ...path])
      .flatMap(namesOf)
      .map(({ text, place }) => ({ kind, name: text.trim(), place }));
  });
}

/** The values at a path with `*` in it. */
function spread(tree: Tree, [key, ...rest]: readonly string[]): readonly Tree[] {
  if (key === undefined) return [tree];
  if (key === '*') return childrenOf(tree).flatMap((child) => spread(child, rest));
  const next = treeAt(tree, [key]);
  return next ? spread(next, rest) : [];
}

function childrenOf(tree: Tree): readonly Tree[] {
  if (tree.kind === 'map') return [...tree.entries.values()];
  return tree.kind === 'list' ? tree.items : [];
}

interface Text {
  readonly text: string;
  readonly place: Place;
}

function textsOf(tree: Tree): readonly Text[] {
  if (tree.kind === 'text') return tree.text === '' ? [] : [tree];
  return tree.kind === 'list' ? tree.items.flatMap((item) => (item.kind === 'text' ? [item] : [])) : [];
}

function textsAndKeysOf(tree: Tree): readonly Text[] {
  if (tree.kind !== 'map') return textsOf(tree);
  return [...tree.entries].map(([text, { place }]) => ({ text, place }));
}
