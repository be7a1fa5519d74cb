import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Rules, RulesFault } from '../../domain/rules.js';
import { compileRules, type RuleIndex } from '../../pipeline/route/rule-index.js';
import { buildRules } from './build-rules.js';
import { checkContacts } from './check/check-contacts.js';
import { checkGroups } from './check/check-groups.js';
import { checkMeaning } from './check/check-meaning.js';
import { checkNames } from './check/check-names.js';
import { mergeTrees } from './files/merge-trees.js';
import { parseFile } from './files/parse-file.js';
import { type RulesFile, readFiles } from './files/read-files.js';
import { type ReadReference, type References, referenceReader, resolveReferences } from './files/resolve-references.js';
import { readEntries } from './read-entries.js';

/** Rules that may come into force. */
export interface GoodRules {
  readonly kind: 'rules';
  readonly rules: Rules;
  /** The rules, compiled. */
  readonly index: RuleIndex;
  /** Warnings. */
  readonly faults: readonly RulesFault[];
  /** What they were made of, to be kept as the last good set. */
  readonly files: readonly RulesFile[];
  readonly references: References;
  /** Files that `${file:/x}` refers to. */
  readonly secretFiles: readonly string[];
}

/** Files with errors: every fault at once. */
export interface BrokenRules {
  readonly kind: 'broken';
  readonly faults: readonly RulesFault[];
  readonly secretFiles: readonly string[];
}

/** What became of the files. */
export type LoadedRules = GoodRules | BrokenRules;

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads and checks all rules files of the directories. `env` serves `${env:X}` references. */
export function loadRules(directories: readonly string[], env: Variables = process.env): LoadedRules {
  const { files, faults } = readFiles(directories);
  const checked = checkFiles(files, referenceReader(env));
  if (faults.length === 0) return checked;
  return { ...checked, kind: 'broken', faults: [...faults, ...checked.faults] };
}

/** Checks the content of rules files. */
export function checkFiles(files: readonly RulesFile[], read: ReadReference): LoadedRules {
  const parsed = files.map(parseFile);
  const merged = mergeTrees(parsed.map(({ tree }) => tree));
  const resolved = resolveReferences(merged.tree, read);
  const faults: RulesFault[] = [...parsed.flatMap((file) => file.faults), ...merged.faults, ...resolved.faults];
  const readable = parsed.every((file) => file.faults.length === 0);
  const { references, secretFiles } = resolved;
  const entries = readEntries(resolved.tree, faults);
  // Names that a damaged file defines are not unknown: they are told when it can be read again.
  if (readable) faults.push(...checkNames(entries, resolved.tree));
  faults.push(...checkGroups(entries), ...checkContacts(entries));
  if (hasErrors(faults)) return { kind: 'broken', faults: inOrder(faults), secretFiles };
  const rules = buildRules(entries, hashOf(files, references));
  const index = compileRules(rules);
  faults.push(...checkMeaning(index));
  if (hasErrors(faults)) return { kind: 'broken', faults: inOrder(faults), secretFiles };
  return { kind: 'rules', rules, index, faults: inOrder(faults), files, references, secretFiles };
}

function hasErrors(faults: readonly RulesFault[]): boolean {
  return faults.some(({ level }) => level === 'error');
}

/** Equal for equal rules on every machine: names and contents of the files, and what they refer to. */
function hashOf(files: readonly RulesFile[], references: References): string {
  const contents = files.map(({ path, content }) => [basename(path), content]);
  return createHash('sha256')
    .update(JSON.stringify([contents, [...references].sort()]))
    .digest('hex');
}

/** By file and line, faults of the whole set last. */
function inOrder(faults: readonly RulesFault[]): readonly RulesFault[] {
  const key = ({ file, line }: RulesFault) => `${file ?? '\uFFFF'}:${String(line ?? 0).padStart(9, '0')}`;
  return [...faults].sort((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b))));
}
