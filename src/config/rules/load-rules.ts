import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Rules, RulesFault } from '../../domain/rules.js';
import { compileRules, type RuleIndex } from '../../pipeline/route/rule-index.js';
import { messageOf } from '../message-of.js';
import { buildRules } from './build-rules.js';
import { checkContacts } from './check/check-contacts.js';
import { checkDependencies } from './check/check-dependencies.js';
import { checkGroups } from './check/check-groups.js';
import { checkMeaning } from './check/check-meaning.js';
import { checkNames } from './check/check-names.js';
import { checkSchedules } from './check/check-schedules.js';
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

/**
 * Reads and checks all rules files of the directories. `env` serves `${env:X}` references; `now` (UTC ms; null: any time) is when
 * they come into force.
 */
export function loadRules(
  directories: readonly string[],
  env: Variables = process.env,
  now: number | null = null,
): LoadedRules {
  const { files, faults } = readFiles(directories);
  if (faults.length === 0) return checkFiles(files, referenceReader(env), now);
  // What the unread files define would only look unknown: their syntax is all that can be judged.
  return { kind: 'broken', faults: [...faults, ...files.flatMap((file) => parseFile(file).faults)], secretFiles: [] };
}

/** Checks the content of rules files. Never throws: a set that cannot be judged is broken. */
export function checkFiles(files: readonly RulesFile[], read: ReadReference, now: number | null = null): LoadedRules {
  try {
    return check(files, read, now);
  } catch (cause) {
    const message = `the rules cannot be checked: ${messageOf(cause)}`;
    return { kind: 'broken', faults: [{ file: null, line: null, message, level: 'error' }], secretFiles: [] };
  }
}

function check(files: readonly RulesFile[], read: ReadReference, now: number | null): LoadedRules {
  const parsed = files.map(parseFile);
  const merged = mergeTrees(parsed.map(({ tree }) => tree));
  const { tree, references, secretFiles, faults: unresolved } = resolveReferences(merged.tree, read);
  const faults: RulesFault[] = [...parsed.flatMap((file) => file.faults), ...merged.faults, ...unresolved];
  const complete = parsed.every((file) => file.faults.length === 0);
  const entries = readEntries(tree, faults);
  // What a damaged file defines would only look unknown or missing.
  if (complete) {
    faults.push(...checkNames(entries, tree), ...checkGroups(entries), ...checkSchedules(entries));
    faults.push(...checkContacts(entries), ...checkDependencies(entries, tree));
  }
  if (hasErrors(faults)) return { kind: 'broken', faults: forPeople(faults, unresolved), secretFiles };
  const rules = buildRules(entries, hashOf(files, references));
  const index = compileRules(rules);
  faults.push(...checkMeaning(index, now));
  if (hasErrors(faults)) return { kind: 'broken', faults: forPeople(faults, []), secretFiles };
  return { kind: 'rules', rules, index, faults: forPeople(faults, []), files, references, secretFiles };
}

function hasErrors(faults: readonly RulesFault[]): boolean {
  return faults.some(({ level }) => level === 'error');
}

/** Equal for equal rules on every machine: names and contents of the files, and what they refer to. */
function hashOf(files: readonly RulesFile[], references: References): string {
  const contents = files.map(({ path, content }) => [basename(path), content]).sort();
  return createHash('sha256')
    .update(JSON.stringify([contents, [...references].sort()]))
    .digest('hex');
}

/** By file and line, faults of the whole set last; where a reference leads nowhere, only that is told of its line. */
function forPeople(faults: readonly RulesFault[], unresolved: readonly RulesFault[]): readonly RulesFault[] {
  const told = new Set(unresolved.map(placeKey));
  return faults
    .filter((fault) => !told.has(placeKey(fault)) || unresolved.includes(fault))
    .map((fault, index) => ({ fault, key: `${placeKey(fault)} ${String(index).padStart(9, '0')}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ fault }) => fault);
}

function placeKey({ file, line }: RulesFault): string {
  return `${file ?? '\uFFFF'}:${String(line ?? 0).padStart(9, '0')}`;
}
