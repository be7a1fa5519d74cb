import type { Command } from 'commander';
import { AccessRequestResource } from '../../http/api/resources/access-resource.js';
import { listOf } from '../../http/api/resources/shared-fields.js';
import { WindowResource } from '../../http/api/resources/window-resource.js';
import type { ApiClient } from '../api-client.js';
import { AskableError, CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { printTable } from '../show/table.js';
import { printWindow, WINDOW_COLUMNS, windowRow } from '../show/window.js';

interface StartOptions {
  readonly match: readonly string[];
  readonly for?: string;
  readonly startsAt?: string;
  readonly endsAt?: string;
  readonly reason: string;
  readonly by?: string;
  readonly request?: boolean;
}

type EndOptions = Pick<StartOptions, 'for' | 'endsAt' | 'by'>;

/** `pagectl maintenance start|list|end|extend` */
export function addMaintenanceCommands(program: Command, context: CommandContext): void {
  const maintenance = program.command('maintenance').alias('silence').description('planned work that must page nobody');
  addStart(maintenance, context);
  addList(maintenance, context);
  addEnd(maintenance, context);
  addExtend(maintenance, context);
}

function addStart(maintenance: Command, { terminal, api, printedJson }: CommandContext): void {
  maintenance
    .command('start [services...]')
    .description('suppress pages of services (or of matching checks) until an end')
    .option(
      '--match <field=pattern>',
      'checks it covers: source, host, check, severity, or a label; may be repeated',
      collect,
      [],
    )
    .option('--for <duration>', 'how long, such as 30m or 2h')
    .option('--ends-at <instant>', 'its end, instead of --for')
    .option('--starts-at <instant>', 'its start (default: now)')
    .requiredOption('--reason <text>', 'why, for those who wonder')
    .option('--by <person>', 'who opens it, where ADMIN_TOKEN asks; else who signed in')
    .option('--request', 'if you may not, ask those who may; the command ends with 1 then, since nothing is open yet')
    .addHelpText(
      'after',
      '\nExamples:\n  pagectl maintenance start parsoid --for 30m --reason "deploy 1.22"\n  pagectl maintenance start mysql --for 30m --reason "new index" --request\n  pagectl maintenance start --match host=wtp* --for 2h --reason "new kernels"',
    )
    .action(async (services: string[], options: StartOptions, command: Command) => {
      const { match, request, ...rest } = options;
      const body = { ...rest, services, ...(match.length === 0 ? {} : { match: [matcherOf(match)] }) };
      const client = api(command);
      const window = await client
        .post('/maintenance-windows', WindowResource, { body })
        .catch((error: unknown) => askInstead(client, error, request === true));
      if (!printedJson(command, window)) printWindow(terminal, window);
    });
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

function addList(maintenance: Command, { terminal, api, printedJson }: CommandContext): void {
  maintenance
    .command('list')
    .description('windows, the newest first')
    .option('--limit <count>', 'at most so many', '50')
    .action(async ({ limit }: { readonly limit: string }, command: Command) => {
      const found = await api(command).get('/maintenance-windows', listOf(WindowResource), { limit });
      if (printedJson(command, found)) return;
      printTable(terminal, {
        columns: WINDOW_COLUMNS,
        rows: found.items.map((window) => windowRow(terminal, window)),
        whenEmpty: 'No maintenance windows.',
      });
    });
}

function addEnd(maintenance: Command, { terminal, api, printedJson }: CommandContext): void {
  maintenance
    .command('end <window>')
    .description('end a window now: what still fails pages again')
    .option('--by <person>', 'who ends it, where ADMIN_TOKEN asks')
    .action(async (id: string, { by }: EndOptions, command: Command) => {
      const path = `/maintenance-windows/${encodeURIComponent(id)}/end`;
      const window = await api(command).post(path, WindowResource, { body: { by } });
      if (!printedJson(command, window)) printWindow(terminal, window);
    });
}

function addExtend(maintenance: Command, { terminal, api, printedJson }: CommandContext): void {
  maintenance
    .command('extend <window>')
    .description('move the end of a window')
    .option('--for <duration>', 'so much later than it ends now, such as 30m')
    .option('--ends-at <instant>', 'its new end, instead of --for')
    .option('--by <person>', 'who extends it, where ADMIN_TOKEN asks')
    .action(async (id: string, options: EndOptions, command: Command) => {
      const path = `/maintenance-windows/${encodeURIComponent(id)}/extend`;
      const window = await api(command).post(path, WindowResource, { body: { ...options } });
      if (!printedJson(command, window)) printWindow(terminal, window);
    });
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

const FIELDS = new Set(['source', 'host', 'check', 'service', 'severity']);

function matcherOf(pairs: readonly string[]): Record<string, unknown> {
  const matcher: Record<string, unknown> = {};
  const labels: Record<string, string> = {};
  for (const pair of pairs) {
    const [, field, pattern] = /^([^=]+)=(.+)$/s.exec(pair) ?? [];
    if (field === undefined || pattern === undefined)
      throw new CliError(`--match ${pair}: expected field=pattern, such as host=wtp*`, 2);
    if (FIELDS.has(field)) matcher[field] = pattern;
    else labels[field] = pattern;
  }
  return Object.keys(labels).length === 0 ? matcher : { ...matcher, labels };
}
