import type { Command } from 'commander';
import type { z } from 'zod';
import { PreviewResource } from '../../http/api/resources/preview-resource.js';
import { WindowResource } from '../../http/api/resources/window-resource.js';
import type { ApiClient } from '../api-client.js';
import { CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { previewHeadLines } from '../show/preview.js';
import { localTime } from '../show/time.js';
import { covers } from '../show/window.js';
import type { ProgramEnd, Terminal } from '../terminal.js';
import { addScopeOptions, type WindowOptions, windowBody } from './window-options.js';

interface RunOptions extends WindowOptions {
  readonly settle: string;
  readonly runAnyway?: boolean;
}

type Window = z.output<typeof WindowResource>;

/** Nothing was run. As of `env`, `timeout` and their like. */
const NOT_RUN = 125;

/** `pagectl maintenance run` */
export function addRun(maintenance: Command, { terminal, api }: CommandContext): void {
  const run = maintenance.command('run [services...]').usage('[options] [services...] -- COMMAND [ARGS...]');
  addScopeOptions(run)
    .description('open a window, run a command, and end the window when all is quiet again')
    .option('--reason <text>', 'why, for those who wonder (default: the command)')
    .option('--settle <duration>', 'when it has succeeded: end the window after so much quiet', '5m')
    .option('--run-anyway', 'run the command also where no window could be opened')
    .addHelpText(
      'after',
      `
The command's output and exit code are passed on untouched; what pagectl says is on standard error.
It succeeds: the router ends the window once nothing it covers has failed for --settle; nobody has to wait for that.
It fails, or is interrupted: the window stays to its end.
The router cannot be reached, or refuses: the command is not run, exit code 125 (unless --run-anyway).

For a deploy tool PAGING_ROUTER_URL and PAGING_ROUTER_TOKEN (\`pagectl token create deploy --robot --scope
maintenance:parsoid\`) suffice.

Example:
  pagectl maintenance run parsoid --for 30m --reason "deploy 1.22" -- ./deploy.sh production`,
    )
    .action(async (words: string[], options: RunOptions, command: Command) => {
      const { services, program } = splitWords(words, command);
      const reason = options.reason ?? `running ${program.join(' ')}`.slice(0, 200);
      const body = windowBody(services, { ...options, reason });
      const opened = await open(() => api(command), { terminal, body, runAnyway: options.runAnyway === true });
      const [name = '', ...args] = program;
      const ended = await terminal.run(name, args);
      const said = opened === null ? null : await follow(terminal, opened, { ended, settle: options.settle });
      if (ended.kind === 'exited' && ended.code === 0) return;
      throw new CliError([endText(ended, name), said].filter((text) => text !== null).join(': '), ended.code);
    });
}

/** What stands before `--` names services, what stands behind it is run. */
function splitWords(
  words: readonly string[],
  command: Command,
): { readonly services: readonly string[]; readonly program: readonly string[] } {
  const { rawArgs } = rootOf(command);
  const at = rawArgs.indexOf('--');
  const program = at < 0 ? [] : rawArgs.slice(at + 1);
  if (program.length > 0) return { services: words.slice(0, words.length - program.length), program };
  throw new CliError('say what to run behind --: pagectl maintenance run parsoid --for 30m -- ./deploy.sh', NOT_RUN);
}

/** The program with the whole command line, which commander keeps but does not declare. */
function rootOf(command: Command): { readonly rawArgs: readonly string[] } {
  let root = command;
  while (root.parent !== null) root = root.parent;
  return 'rawArgs' in root && Array.isArray(root.rawArgs) ? { rawArgs: root.rawArgs.map(String) } : { rawArgs: [] };
}

interface Opened {
  readonly client: ApiClient;
  readonly window: Window;
}

/** The open window; null: there is none, and the command is to be run all the same. */
async function open(
  connect: () => ApiClient,
  asked: { readonly terminal: Terminal; readonly body: unknown; readonly runAnyway: boolean },
): Promise<Opened | null> {
  const { terminal, body } = asked;
  try {
    const client = connect();
    const preview = await client.post('/maintenance-window-previews', PreviewResource, { body });
    for (const line of previewHeadLines(terminal, preview)) terminal.err(line);
    const window = await client.post('/maintenance-windows', WindowResource, { body });
    terminal.err(`window ${window.id} on ${covers(window)} until ${localTime(window.endsAt, terminal.now())}`);
    return { client, window };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    if (!asked.runAnyway) throw new CliError(`${error.message}\nthe command was not run`, NOT_RUN, { cause: error });
    terminal.err(`pagectl: ${error.message}\npagectl: running the command without a window: people may be paged`);
    return null;
  }
}

/** What becomes of the window, for people; null: nothing that needs saying beside a failure. */
async function follow(
  terminal: Terminal,
  { client, window }: Opened,
  { ended, settle }: { readonly ended: ProgramEnd; readonly settle: string },
): Promise<string | null> {
  const path = `/maintenance-windows/${encodeURIComponent(window.id)}`;
  const stays = `the window ${window.id} on ${covers(window)} stays until ${localTime(window.endsAt, terminal.now())}; end it with \`pagectl maintenance end ${window.id}\``;
  if (ended.kind === 'interrupted' || (ended.kind === 'exited' && ended.code !== 0)) return stays;
  try {
    if (ended.kind === 'not-run') {
      await client.post(`${path}/end`, WindowResource);
      return `the window ${window.id} was ended again`;
    }
    await client.post(`${path}/settle`, WindowResource, { body: { quiet: settle } });
    terminal.err(`window ${window.id} ends once ${covers(window)} has been quiet for ${settle}`);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    terminal.err(`pagectl: ${error.message}\npagectl: ${stays}`);
  }
  return null;
}

function endText(ended: ProgramEnd, name: string): string {
  if (ended.kind === 'not-run') return `${name} cannot be run (${ended.because})`;
  return ended.kind === 'interrupted' ? `${name} was ended by ${ended.signal}` : `${name} ended with ${ended.code}`;
}
