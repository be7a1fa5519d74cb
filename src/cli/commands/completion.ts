import { Argument, type Command } from 'commander';
import type { Terminal } from '../terminal.js';

/** `pagectl completion bash|zsh|fish`: a script made of the commands themselves. */
export function addCompletionCommand(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', '\nExample:\n  source <(pagectl completion bash)')
    .action((shell: string) => {
      if (shell === 'fish') return terminal.out(fishScript(program));
      const zsh = shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : '';
      terminal.out(zsh + bashScript(program));
    });
}

function bashScript(program: Command): string {
  const cases = program.commands.flatMap((noun) => {
    const options = (command: Command) => command.options.map((option) => option.long ?? '');
    const words = [...noun.commands.map((verb) => verb.name()), ...options(noun), ...globalOptions(program)];
    const verbs = noun.commands.map(
      (verb) =>
        `    "${noun.name()} ${verb.name()}") words="${[...options(verb), ...globalOptions(program)].join(' ')}";;`,
    );
    return [...verbs, `    "${noun.name()} "*) words="${words.join(' ')}";;`];
  });
  return `_pagectl() {
  local words
  case "\${COMP_WORDS[1]} \${COMP_WORDS[2]}" in
${cases.join('\n')}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="${program.commands.map((noun) => noun.name()).join(' ')}"; fi
  COMPREPLY=( $(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}") )
}
complete -o default -F _pagectl pagectl`;
}

function fishScript(program: Command): string {
  const nouns = program.commands.map(
    (noun) => `complete -c pagectl -n __fish_use_subcommand -a ${noun.name()} -d '${noun.description()}'`,
  );
  const verbs = program.commands.flatMap((noun) =>
    noun.commands.map(
      (verb) =>
        `complete -c pagectl -n '__fish_seen_subcommand_from ${noun.name()}' -a ${verb.name()} -d '${verb.description()}'`,
    ),
  );
  return ['complete -c pagectl -f', ...nouns, ...verbs].join('\n');
}

function globalOptions(program: Command): readonly string[] {
  return [...program.options.map((option) => option.long ?? ''), '--help'];
}
