import type { Command } from 'commander';
import type { z } from 'zod';
import { AccessRequestResource } from '../../http/api/resources/access-resource.js';
import { PreviewResource } from '../../http/api/resources/preview-resource.js';
import { WindowResource } from '../../http/api/resources/window-resource.js';
import type { ApiClient } from '../api-client.js';
import { AskableError, CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { previewHeadLines, previewLines } from '../show/preview.js';
import { printWindow } from '../show/window.js';
import type { Terminal } from '../terminal.js';
import { addScopeOptions, type WindowOptions, windowBody } from './window-options.js';

interface StartOptions extends WindowOptions {
  readonly request?: boolean;
  readonly dryRun?: boolean;
}

/** `pagectl maintenance start` */
export function addStart(maintenance: Command, { terminal, api, printedJson }: CommandContext): void {
  addScopeOptions(maintenance.command('start [services...]'))
    .description('suppress pages of services (or of matching checks) until an end')
    .option('--starts-at <instant>', 'its start (default: now)')
    .requiredOption('--reason <text>', 'why, for those who wonder')
    .option('--dry-run', 'show what it would touch, open nothing')
    .option('--request', 'if you may not, ask those who may; the command ends with 1 then, since nothing is open yet')
    .addHelpText(
      'after',
      `
Examples:
  pagectl maintenance start parsoid --for 30m --reason "deploy 1.22"
  pagectl maintenance start parsoid --for 30m --reason "deploy 1.22" --dry-run
  pagectl maintenance start mysql --for 30m --reason "new index" --request
  pagectl maintenance start --match host=wtp* --for 2h --reason "new kernels" --effect email-only`,
    )
    .action(async (services: string[], options: StartOptions, command: Command) => {
      const client = api(command);
      const body = windowBody(services, options);
      const preview = await client.post('/maintenance-window-previews', PreviewResource, { body });
      if (options.dryRun === true) {
        if (!printedJson(command, preview)) printAll(terminal.out, previewLines(terminal, preview));
        return;
      }
      printAll(terminal.err, previewHeadLines(terminal, preview));
      const confirm = await confirmed(terminal, preview, options);
      const window = await client
        .post('/maintenance-windows', WindowResource, { body: { ...body, confirm } })
        .catch((error: unknown) => askInstead(client, error, options.request === true));
      if (!printedJson(command, window)) printWindow(terminal, window);
    });
}

function printAll(print: (line: string) => void, lines: readonly string[]): void {
  for (const line of lines) print(line);
}

/** The code that says that everything is meant: from the command line, or from the person at the terminal. */
async function confirmed(
  terminal: Terminal,
  { confirmation, refused }: Pick<z.output<typeof PreviewResource>, 'confirmation' | 'refused'>,
  { confirm }: Pick<WindowOptions, 'confirm'>,
): Promise<string | undefined> {
  if (confirmation === null || refused !== null || confirm !== undefined) return confirm;
  const answer = await terminal.ask('It covers everything. Type "everything" to open it: ');
  if (answer === 'everything') return confirmation;
  throw new CliError(`not opened: it covers everything; if that is meant, add --confirm ${confirmation}`, 1);
}

/** Asks those who may, if that is wished; ends the command either way: there is no window (yet). */
async function askInstead(client: ApiClient, error: unknown, wished: boolean): Promise<never> {
  if (!(error instanceof AskableError)) throw error;
  if (!wished) throw new CliError(`${error.message}\nTo ask them, add --request`, 1);
  const path = error.requestAccess.path.replace(/^\/api\/v1/, '');
  const asked = await client.post(path, AccessRequestResource, { body: error.requestAccess.body });
  throw new CliError(
    `not open yet: asked ${asked.asked.join(', ')} (request ${asked.id}); you are told what they decide, see \`pagectl request show ${asked.id}\``,
    1,
  );
}
