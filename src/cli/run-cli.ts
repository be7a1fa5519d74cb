import { Command, CommanderError } from 'commander';
import about from '../../package.json' with { type: 'json' };
import { CliError, type ExitCode } from './cli-error.js';
import { addServeCommand } from './commands/serve.js';
import { paint, type Terminal } from './terminal.js';

const ENDING = `
Exit codes: 0 done, 1 the answer is no, 2 wrong usage, 3 cannot reach the router; of maintenance run
those of the command it runs, and 125: it was not run.
Environment: PAGING_ROUTER_URL (default http://127.0.0.1:8080), PAGING_ROUTER_TOKEN (default: that of
\`pagectl login\`, else the file admin-token in DATA_DIR), ROUTING_RULES.

Examples:
  pagectl serve
  pagectl login roan
  pagectl incident list
  pagectl oncall
  pagectl maintenance start parsoid --for 30m --reason "deploy"
  pagectl explain --alert alert.json --person roan`;

/** Runs one command line (without the program's own name) and answers its exit code. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    const program = createProgram(terminal);
    // The router starts faster without the commands that talk to it.
    if (args[0] !== 'serve') (await import('./commands/client-commands.js')).addClientCommands(program, terminal);
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return usageCode(error, args);
    if (error instanceof CliError) {
      terminal.err(`${paint(terminal, 'red', 'pagectl:')} ${error.message}`);
      return error.exitCode;
    }
    throw error;
  }
}

/** What runs another program must not end as that program might have: then nobody knows whether it was run. */
function usageCode({ exitCode }: CommanderError, [noun, verb]: readonly string[]): ExitCode {
  if (exitCode === 0) return 0;
  return (noun === 'maintenance' || noun === 'silence') && verb === 'run' ? 125 : 2;
}

function createProgram(terminal: Terminal): Command {
  const program = new Command('pagectl')
    .description('Operate paging-router: who is paged, why, and taking it')
    .version(about.version)
    .option('--json', 'answer for programs')
    .option('--url <address>', 'of the router')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => terminal.out(text.replace(/\n$/, '')),
      writeErr: (text) => terminal.err(text.replace(/\n$/, '')),
    })
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for how to use it)')
    .addHelpText('after', ENDING);
  addServeCommand(program, terminal);
  return program;
}
