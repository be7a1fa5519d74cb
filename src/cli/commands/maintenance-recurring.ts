import type { Command } from 'commander';
import type { z } from 'zod';
import { RecurringListResource, RecurringResource } from '../../http/api/resources/recurring-resource.js';
import type { CommandContext } from '../command-context.js';
import { cell, printTable } from '../show/table.js';
import { localTime } from '../show/time.js';
import { covers } from '../show/window.js';
import type { Terminal } from '../terminal.js';
import { addMatchOptions, type MatchOptions, matchersOf } from './window-options.js';

interface AddOptions extends MatchOptions {
  readonly on?: string;
  readonly rrule?: string;
  readonly startsOn?: string;
  readonly at: string;
  readonly timezone: string;
  readonly for: string;
  readonly reason: string;
  readonly confirm?: string;
  readonly by?: string;
}

type Recurring = z.output<typeof RecurringResource>;

/** `pagectl maintenance recurring add|list|end` */
export function addRecurring(maintenance: Command, context: CommandContext): void {
  const recurring = maintenance.command('recurring').description('windows that come back');
  addAdd(recurring, context);
  addList(recurring, context);
  addEnd(recurring, context);
}

function addAdd(recurring: Command, { terminal, api, printedJson }: CommandContext): void {
  addMatchOptions(recurring.command('add [services...]'))
    .description('make one; shows its next ten occurrences')
    .option('--on <weekdays>', 'such as mon,wed (default: every day)')
    .option('--rrule <rule>', 'its days by RFC 5545 instead: FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT, UNTIL')
    .option('--starts-on <day>', 'the day from which INTERVAL and COUNT count (default: the first that lies ahead)')
    .requiredOption('--at <time>', 'its start on the wall, such as 13:00')
    .requiredOption('--timezone <zone>', 'such as America/Los_Angeles')
    .requiredOption('--for <duration>', 'how long each occurrence is, such as 30m')
    .requiredOption('--reason <text>', 'why, for those who wonder')
    .option('--confirm <code>', 'that one which covers everything is meant')
    .option('--by <person>', 'who makes it, where ADMIN_TOKEN asks')
    .addHelpText(
      'after',
      `
Examples:
  pagectl maintenance recurring add parsoid --on mon,wed --at 13:00 --timezone UTC --for 30m --reason slot
  pagectl maintenance recurring add mysql --rrule "FREQ=MONTHLY;BYDAY=-1SU" --at 02:00 --timezone UTC --for 1h --reason backup
  pagectl maintenance recurring add mysql --rrule "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=6" --starts-on 2026-12-01 \\
    --at 13:00 --timezone Europe/Berlin --for 30m --reason migration`,
    )
    .action(async (services: string[], options: AddOptions, command: Command) => {
      const { on, rrule, startsOn, at, timezone, reason, confirm, by } = options;
      const match = matchersOf(options);
      const body = {
        ...{ services, rrule, startsOn, at, timezone, reason, confirm, by, for: options.for },
        ...(on === undefined ? {} : { weekdays: on.toLowerCase().split(',') }),
        ...(match.length === 0 ? {} : { match }),
      };
      const made = await api(command).post('/recurring-windows', RecurringResource, { body });
      if (!printedJson(command, made)) printRecurring(terminal, made);
    });
}

function addList(recurring: Command, { terminal, api, printedJson }: CommandContext): void {
  recurring
    .command('list')
    .description('those that people made, and those of the rules')
    .action(async (_options: unknown, command: Command) => {
      const found = await api(command).get('/recurring-windows', RecurringListResource);
      if (printedJson(command, found)) return;
      printTable(terminal, {
        columns: ['ID', 'COVERS', 'WHEN', 'NEXT', 'BY', 'REASON'],
        rows: found.items.map((item) => [
          item.id,
          cell(covers(item), 40),
          whenText(item),
          localTime(item.next[0]?.startsAt ?? null, terminal.now()),
          item.createdBy,
          cell(item.reason),
        ]),
        whenEmpty: 'No recurring windows.',
      });
    });
}

function addEnd(recurring: Command, { terminal, api, printedJson }: CommandContext): void {
  recurring
    .command('end <window>')
    .description('it recurs no more, and ends now if it is active')
    .option('--by <person>', 'who ends it, where ADMIN_TOKEN asks')
    .action(async (id: string, { by }: Pick<AddOptions, 'by'>, command: Command) => {
      const path = `/recurring-windows/${encodeURIComponent(id)}/end`;
      const ended = await api(command).post(path, RecurringResource, { body: { by } });
      if (printedJson(command, ended)) return;
      terminal.out(ended.unchanged ?? `${ended.id} on ${covers(ended)} recurs no more`);
    });
}

function printRecurring(terminal: Terminal, made: Recurring): void {
  terminal.out(`${made.id}  ${covers(made)}  ${whenText(made)}: ${cell(made.reason, 200)}`);
  for (const { startsAt, endsAt } of made.next) {
    terminal.out(`  ${localTime(startsAt, terminal.now())} to ${localTime(endsAt, terminal.now())}`);
  }
}

function whenText({ weekdays, rrule, at, timezone }: Recurring): string {
  const days = rrule ?? (weekdays.length === 7 ? 'daily' : weekdays.join(','));
  return `${days} ${at} ${timezone}`;
}
