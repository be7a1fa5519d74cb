import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RulesFault } from '../../../domain/rules.js';
import { messageOf } from '../../message-of.js';

/** One rules file as it was read. */
export interface RulesFile {
  /** As the operator gave it: directory and name. */
  readonly path: string;
  readonly content: string;
}

/** The rules files of the directories, in file-name order; hidden files and other suffixes are left alone. */
export function readFiles(directories: readonly string[]): {
  readonly files: readonly RulesFile[];
  readonly faults: readonly RulesFault[];
} {
  const files: RulesFile[] = [];
  const faults: RulesFault[] = [];
  for (const directory of directories) {
    const listed = attempt(() => listRulesFiles(directory));
    if ('problem' in listed) faults.push(wholeFile(directory, `cannot read the directory: ${listed.problem}`));
    else for (const path of listed.value) readInto(files, faults, path);
  }
  if (files.length === 0 && faults.length === 0) {
    faults.push(wholeFile(directories.join(','), 'no rules here: a directory holds at least one file ending in .yaml'));
  }
  return { files: files.sort(byName), faults };
}

/** Paths of the rules files in a directory; throws what `readdir` throws. */
export function listRulesFiles(directory: string): readonly string[] {
  return readdirSync(directory)
    .filter((name) => /^[^.].*\.ya?ml$/.test(name))
    .map((name) => join(directory, name));
}

function readInto(files: RulesFile[], faults: RulesFault[], path: string): void {
  const read = attempt(() => new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)));
  if ('problem' in read) faults.push(wholeFile(path, `cannot read the file as UTF-8 text: ${read.problem}`));
  else files.push({ path, content: read.value });
}

function byName(a: RulesFile, b: RulesFile): number {
  const [left, right] = [`${basename(a.path)}\n${a.path}`, `${basename(b.path)}\n${b.path}`];
  return left < right ? -1 : 1;
}

function wholeFile(file: string, message: string): RulesFault {
  return { file, line: null, message, level: 'error' };
}

function attempt<T>(action: () => T): { readonly value: T } | { readonly problem: string } {
  try {
    return { value: action() };
  } catch (cause) {
    return { problem: messageOf(cause) };
  }
}
