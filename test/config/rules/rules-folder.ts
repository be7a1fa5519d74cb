import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatFault } from '../../../src/config/rules/format-fault.js';
import { type GoodRules, loadRules } from '../../../src/config/rules/load-rules.js';

/** The smallest set without faults: one person, who gets everything. */
export const SMALLEST = [
  'people: { ann: { sms: "+12025550101", email: ann@example.org } }',
  'subscriptions: [{ who: ann, to: all }]',
].join('\n');

/** Writes files into a new directory. */
export function rulesFolder(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'rules-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return directory;
}

/** The faults of one file (with the smallest set beside it), as people read them, without the directory. */
export function faultsOf(content: string, env: Readonly<Record<string, string>> = {}): readonly string[] {
  const directory = rulesFolder({ '10-smallest.yaml': SMALLEST, 'x.yaml': content });
  return loadRules([directory], env).faults.map((fault) => formatFault(fault).replaceAll(`${directory}/`, ''));
}

/** The rules of files that must be right. */
export function goodRules(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): GoodRules {
  const loaded = loadRules([rulesFolder(files)], env);
  if (loaded.kind === 'rules') return loaded;
  throw new Error(loaded.faults.map(formatFault).join('\n'));
}
