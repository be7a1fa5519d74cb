import type { Entries, Entry } from '../entries.js';
import { type Place, treeAt } from '../files/tree.js';

/** What kind of thing a name refers to. */
export type ReferenceKind =
  | 'person or group'
  | 'person'
  | 'step target'
  | 'service'
  | 'hours'
  | 'escalation policy'
  | 'maintenance window';

/** A name in the files that refers to something else in them. */
export interface Reference {
  readonly kind: ReferenceKind;
  readonly name: string;
  readonly place: Place;
}

/** Every reference of the files, in the order of the sections. */
export function collectReferences(entries: Entries): readonly Reference[] {
  return [
    ...[...entries.groups.entries.values()].flatMap((group) => names(group, 'person or group', ['members'])),
    ...[...entries.services.entries.values()].flatMap((service) => [
      ...names(service, 'person or group', ['owners']),
      ...names(service, 'escalation policy', ['escalation']),
    ]),
    ...entries.subscriptions.flatMap((subscription) => [
      ...names(subscription, 'person or group', ['who']),
      ...names(subscription, 'hours', ['hours']),
      ...scopeReferences(subscription),
    ]),
    ...[...entries.escalationPolicies.entries.values()].flatMap((policy) =>
      policy.value.steps.flatMap((_, index) => names(policy, 'step target', ['steps', index, 'page'])),
    ),
    ...entries.maintenance.flatMap((window) => names(window, 'service', ['services'])),
    ...entries.expectations.flatMap(expectationReferences),
  ];
}

function scopeReferences(subscription: Entries['subscriptions'][number]): readonly Reference[] {
  const { to, not } = subscription.value;
  const field = to ? 'to' : 'not';
  return (to ?? not)?.kind === 'services' ? names(subscription, 'service', [field]) : [];
}

function expectationReferences(expectation: Entries['expectations'][number]): readonly Reference[] {
  return [
    ...names(expectation, 'person or group', ['pages']),
    ...Object.keys(expectation.value.later ?? {}).flatMap((key) =>
      names(expectation, 'person or group', ['later', key]),
    ),
    ...names(expectation, 'person', ['notPaged']),
    ...names(expectation, 'service', ['alert', 'service']),
    ...names(expectation, 'maintenance window', ['maintenance']),
  ];
}

/** The names at a path: a text, the items of a list, or the keys of a map. */
function names(
  entry: Pick<Entry<unknown>, 'tree'>,
  kind: ReferenceKind,
  path: readonly PropertyKey[],
): readonly Reference[] {
  const tree = treeAt(entry.tree, path);
  if (!tree) return [];
  if (tree.kind === 'map') return [...tree.entries].map(([name, { place }]) => ({ kind, name: name.trim(), place }));
  const items = tree.kind === 'list' ? tree.items : [tree];
  return items.flatMap((item) => (item.kind === 'text' ? [{ kind, name: item.text.trim(), place: item.place }] : []));
}
