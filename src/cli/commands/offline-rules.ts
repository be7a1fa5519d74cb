import { formatFault } from '../../config/rules/format-fault.js';
import { type LoadedRules, loadRules } from '../../config/rules/load-rules.js';
import type { RulesFault } from '../../domain/rules.js';
import { CliError } from '../cli-error.js';
import { paint, type Terminal } from '../terminal.js';

type UsableRules = Extract<LoadedRules, { readonly kind: 'rules' }>;

/** Directories of rules: the option's, else those of the environment, else the usual one. */
export function rulesDirectories({ env }: Pick<Terminal, 'env'>, option: string | undefined): readonly string[] {
  const named = option ?? (env.ROUTING_RULES || 'routing-rules');
  return named
    .split(',')
    .map((directory) => directory.trim())
    .filter((directory) => directory !== '');
}

/** The rules of the directories; throws with every fault, one per line, when they are broken. */
export function usableRules(
  terminal: Terminal,
  directories: readonly string[],
  whenBroken: (faults: readonly RulesFault[]) => void = () => undefined,
): UsableRules {
  const loaded = loadRules(directories, terminal.env, terminal.now());
  if (loaded.kind === 'rules') return loaded;
  whenBroken(loaded.faults);
  const faults = loaded.faults.map((fault) => {
    const text = formatFault(fault);
    return fault.level === 'error' ? paint(terminal, 'red', text) : text;
  });
  throw new CliError([...faults, `the rules in ${directories.join(', ')} are broken`].join('\n'), 1);
}
