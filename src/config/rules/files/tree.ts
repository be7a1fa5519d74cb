import type { RulesFault } from '../../../domain/rules.js';

/** Where something stands in the files; `file` as the operator gave it. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A YAML value that knows where it stands. All scalars are text: the schemas read numbers and times themselves. */
export type Tree = TextTree | ListTree | MapTree;

export interface TextTree {
  readonly kind: 'text';
  readonly place: Place;
  readonly text: string;
  /** Nothing was written (`people:` with all of it commented out, or `~`). */
  readonly empty: boolean;
}

export interface ListTree {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: readonly Tree[];
}

/** The place of each entry is that of its key. */
export interface MapTree {
  readonly kind: 'map';
  readonly place: Place;
  readonly entries: ReadonlyMap<string, Tree>;
}

/** Place of the value at a path; of the nearest value around it where the path leads nowhere. */
export function placeAt(tree: Tree, path: readonly PropertyKey[]): Place {
  let current = tree;
  for (const key of path) {
    const next = childOf(current, key);
    if (!next) break;
    current = next;
  }
  return current.place;
}

/** The value at a path, where it leads to one. */
export function treeAt(tree: Tree, path: readonly PropertyKey[]): Tree | undefined {
  let current: Tree | undefined = tree;
  for (const key of path) current = current && childOf(current, key);
  return current;
}

/** The values without their places, for the schemas. */
export function plainValue(tree: Tree): unknown {
  if (tree.kind === 'text') return tree.text;
  if (tree.kind === 'list') return tree.items.map(plainValue);
  return Object.fromEntries([...tree.entries].map(([key, value]) => [key, plainValue(value)]));
}

/** A place as people read it: `routing-rules/20-services.yaml:14`. */
export function originOf({ file, line }: Place): string {
  return `${file}:${line}`;
}

/** An error at a place. */
export function faultAt(place: Place, message: string): RulesFault {
  return { ...place, message, level: 'error' };
}

function childOf(tree: Tree, key: PropertyKey): Tree | undefined {
  if (tree.kind === 'map') return tree.entries.get(String(key));
  return tree.kind === 'list' && typeof key === 'number' ? tree.items[key] : undefined;
}
