import type { Command } from 'commander';
import type { z } from 'zod';
import { ReconciliationResource } from '../../http/api/resources/reconciliation-resource.js';
import { CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { cell, printTable } from '../show/table.js';
import { localTime } from '../show/time.js';
import type { Terminal } from '../terminal.js';

type Found = z.output<typeof ReconciliationResource>;

/** `pagectl reconcile` */
export function addReconcileCommand(program: Command, { terminal, api, printedJson }: CommandContext): void {
  program
    .command('reconcile')
    .description('where Icinga and the router differ now: states, acknowledgements, downtimes')
    .addHelpText(
      'after',
      `
The router compares both every ten seconds and mends what it can; this shows what is left, and what the next comparison will do.
Exit code 1 when something differs or Icinga cannot be asked.

Examples:
  pagectl reconcile
  pagectl reconcile --json`,
    )
    .action(async (_options: object, command: Command) => {
      const found = await api(command).get('/reconciliation', ReconciliationResource);
      if (!printedJson(command, found)) printFound(terminal, found);
      const refusal = refusalOf(found);
      if (refusal !== null) throw new CliError(refusal, 1);
    });
}

function refusalOf({ source, reachable, because, items }: Found): string | null {
  if (source === null) return 'no source can be asked: set ICINGA2_API_URL and its credentials (docs/icinga.md)';
  if (!reachable) return `${source} cannot be asked: ${because}`;
  return items.length === 0 ? null : `${items.length} ${items.length === 1 ? 'difference' : 'differences'}`;
}

function printFound(terminal: Terminal, { source, reachable, comparedAt, failingSince, items }: Found): void {
  if (source === null) return;
  const now = terminal.now();
  const last = comparedAt === null ? 'never' : localTime(comparedAt, now);
  const failing = failingSince === null ? '' : `; failing since ${localTime(failingSince, now)}`;
  terminal.out(`${source}, last compared ${last}${failing}`);
  if (!reachable) return;
  printTable(terminal, {
    columns: ['HOST', 'CHECK', '#', 'DIFFERENCE', 'FOLLOWS'],
    rows: items.map(({ host, check, incident, text, mended }) => [
      cell(host, 30),
      cell(check, 30),
      incident === null ? '-' : String(incident),
      cell(text, 110),
      { here: 'the router', there: source, no: 'nobody' }[mended],
    ]),
    whenEmpty: 'Both say the same.',
  });
}
