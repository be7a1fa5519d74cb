import type { Command } from 'commander';
import { listOf } from '../../http/api/resources/shared-fields.js';
import { WindowResource } from '../../http/api/resources/window-resource.js';
import type { CommandContext } from '../command-context.js';
import { instantOption } from '../instant-option.js';
import { printTable } from '../show/table.js';
import { printWindow, WINDOW_COLUMNS, windowRow } from '../show/window.js';
import { addRecurring } from './maintenance-recurring.js';
import { addRun } from './maintenance-run.js';
import { addStart } from './maintenance-start.js';

interface EndOptions {
  readonly for?: string;
  readonly endsAt?: string;
  readonly by?: string;
}

/** `pagectl maintenance start|run|list|end|extend|recurring` */
export function addMaintenanceCommands(program: Command, context: CommandContext): void {
  const maintenance = program.command('maintenance').alias('silence').description('planned work that must page nobody');
  addStart(maintenance, context);
  addRun(maintenance, context);
  addList(maintenance, context);
  addEnd(maintenance, context);
  addExtend(maintenance, context);
  addRecurring(maintenance, context);
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
    .description('end a window now, or call it off: what still fails pages again; of a recurring one, this time alone')
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
      const { endsAt } = options;
      const body = { ...options, endsAt: endsAt === undefined ? undefined : instantOption('--ends-at', endsAt) };
      const window = await api(command).post(path, WindowResource, { body });
      if (!printedJson(command, window)) printWindow(terminal, window);
    });
}
