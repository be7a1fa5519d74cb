import { readFileSync } from 'node:fs';
import type { RulesFault } from '../../../domain/rules.js';
import { messageOf } from '../../message-of.js';
import { faultAt, type MapTree, type Place, type Tree } from './tree.js';

/** Values of `${env:X}` and `${file:/x}` references by their text, without the braces: `env:X`. */
export type References = ReadonlyMap<string, string>;

/** Reads one reference; throws with a message for people (never with the value). */
export type ReadReference = (reference: string) => string;

/** A tree without references, and what they were. */
export interface Resolved {
  readonly tree: MapTree;
  readonly references: References;
  /** Paths of all `${file:/x}`, readable or not. */
  readonly secretFiles: readonly string[];
  readonly faults: readonly RulesFault[];
}

/** Replaces the references in all values (not in keys). */
export function resolveReferences(tree: MapTree, read: ReadReference): Resolved {
  const references = new Map<string, string>();
  const secretFiles = new Set<string>();
  const faults: RulesFault[] = [];
  const resolve = (reference: string, place: Place): string => {
    if (reference.startsWith('file:/')) secretFiles.add(reference.slice('file:'.length));
    try {
      const value = references.get(reference) ?? read(reference);
      references.set(reference, value);
      return value;
    } catch (cause) {
      faults.push(faultAt(place, messageOf(cause)));
      return '';
    }
  };
  const fill: Fill = (text, place) => text.replace(REFERENCE, (_, reference: string) => resolve(reference, place));
  return { tree: mapMap(tree, fill), references, secretFiles: [...secretFiles], faults };
}

const REFERENCE = /\$\{([^}]*)\}/g;

/** Reads references from the environment and from files. */
export function referenceReader(env: Readonly<Record<string, string | undefined>>): ReadReference {
  return (reference) => {
    const [kind, ...rest] = reference.split(':');
    const name = rest.join(':');
    if (kind === 'env' && name !== '') return readVariable(env, name);
    if (kind === 'file' && name.startsWith('/')) return readSecretFile(name);
    throw new Error(`\`\${${reference}}\` is no reference: write \`\${env:NAME}\` or \`\${file:/path}\``);
  };
}

/** Reads references as they were when the rules were last good. */
export function recordedReferences(references: References): ReadReference {
  return (reference) => {
    const value = references.get(reference);
    if (value === undefined) throw new Error(`\`\${${reference}}\` was not recorded with these rules`);
    return value;
  };
}

function readVariable(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = env[name];
  if (value === undefined || value === '')
    throw new Error(`\`\${env:${name}}\`: ${name} is not set in the environment`);
  return value;
}

function readSecretFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new Error(`\`\${file:${path}}\` cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  }
}

type Fill = (text: string, place: Place) => string;

function mapMap(tree: MapTree, fill: Fill): MapTree {
  return { ...tree, entries: new Map([...tree.entries].map(([key, value]) => [key, mapTexts(value, fill)])) };
}

function mapTexts(tree: Tree, fill: Fill): Tree {
  if (tree.kind === 'map') return mapMap(tree, fill);
  if (tree.kind === 'list') return { ...tree, items: tree.items.map((item) => mapTexts(item, fill)) };
  return tree.text.includes('${') ? { ...tree, text: fill(tree.text, tree.place) } : tree;
}
