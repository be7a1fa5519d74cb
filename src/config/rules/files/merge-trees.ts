import type { RulesFault } from '../../../domain/rules.js';
import { faultAt, type MapTree, originOf, type Tree } from './tree.js';

/** Top-level lists: several files add to them. */
const LISTS: readonly string[] = ['subscriptions', 'maintenance', 'expectations'];

/**
 * The files as one: maps merge field by field, the top-level lists concatenate in the order of the files.
 * The same field twice is an error that shows both places.
 */
export function mergeTrees(trees: readonly MapTree[]): {
  readonly tree: MapTree;
  readonly faults: readonly RulesFault[];
} {
  const faults: RulesFault[] = [];
  const [first, ...rest] = trees;
  let merged: MapTree = first ?? { kind: 'map', place: { file: '', line: 1 }, entries: new Map() };
  for (const tree of rest) merged = mergeMaps({ earlier: merged, later: tree, path: [] }, faults);
  return { tree: merged, faults };
}

interface Pair<T> {
  readonly earlier: T;
  readonly later: T;
  readonly path: readonly string[];
}

function mergeMaps({ earlier, later, path }: Pair<MapTree>, faults: RulesFault[]): MapTree {
  const entries = new Map(earlier.entries);
  for (const [key, value] of later.entries) {
    const known = entries.get(key);
    entries.set(key, known ? mergeValues({ earlier: known, later: value, path: [...path, key] }, faults) : value);
  }
  return { ...earlier, entries };
}

function mergeValues(pair: Pair<Tree>, faults: RulesFault[]): Tree {
  const { earlier, later, path } = pair;
  if (isEmpty(later)) return earlier;
  if (isEmpty(earlier)) return later;
  if (earlier.kind === 'map' && later.kind === 'map') return mergeMaps({ earlier, later, path }, faults);
  if (earlier.kind === 'list' && later.kind === 'list' && path.length === 1 && LISTS.includes(path[0] ?? '')) {
    return { ...earlier, items: [...earlier.items, ...later.items] };
  }
  const first = originOf(earlier.place);
  faults.push(faultAt(later.place, `\`${path.join('.')}\` is given twice: here and in ${first}; keep one of them`));
  return earlier;
}

function isEmpty(tree: Tree): boolean {
  return tree.kind === 'text' && tree.empty;
}
