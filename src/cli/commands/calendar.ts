import type { Command } from 'commander';
import { z } from 'zod';
import { FeedResource } from '../../http/api/resources/feed-resource.js';
import { listOf } from '../../http/api/resources/shared-fields.js';
import type { CommandContext } from '../command-context.js';
import { printTable } from '../show/table.js';
import { localTime } from '../show/time.js';

interface ActOptions {
  readonly by?: string;
}

const NewFeed = FeedResource.extend({ url: z.string() });

/** `pagectl calendar add|list|revoke` */
export function addCalendarCommands(program: Command, context: CommandContext): void {
  const calendar = program.command('calendar').description('secret addresses for calendar programs (iCalendar)');
  addAdd(calendar, context);
  addList(calendar, context);
  addRevoke(calendar, context);
}

function addAdd(calendar: Command, { terminal, api, printedJson }: CommandContext): void {
  calendar
    .command('add <of>')
    .description('make an address for the shifts of a person, or of a schedule with its gaps')
    .option('--by <person>', 'who does it; else the admin')
    .addHelpText(
      'after',
      '\nWhoever has the address can read the calendar. It is shown this once.\n\nExamples:\n  pagectl calendar add roan\n  pagectl calendar add ops-oncall',
    )
    .action(async (of: string, { by }: ActOptions, command: Command) => {
      const made = await api(command).post('/calendar-feeds', NewFeed, { body: { of, by } });
      if (printedJson(command, made)) return;
      terminal.out(made.url);
      terminal.out(`Subscribe to it in a calendar program; \`pagectl calendar revoke ${made.id}\` ends it.`);
    });
}

function addList(calendar: Command, { terminal, api, printedJson }: CommandContext): void {
  calendar
    .command('list')
    .description('addresses that were made, the newest first, without their secrets')
    .option('--limit <count>', 'at most so many', '50')
    .action(async ({ limit }: { readonly limit: string }, command: Command) => {
      const found = await api(command).get('/calendar-feeds', listOf(FeedResource), { limit });
      if (printedJson(command, found)) return;
      const now = terminal.now();
      printTable(terminal, {
        columns: ['ID', 'OF', 'MADE', 'BY', 'REVOKED'],
        rows: found.items.map(({ id, of, createdAt, createdBy, revokedAt, revokedBy }) => [
          id,
          of.name,
          localTime(createdAt, now),
          createdBy,
          revokedBy === null ? '-' : `${localTime(revokedAt, now)} by ${revokedBy}`,
        ]),
        whenEmpty: 'No calendar addresses.',
      });
    });
}

function addRevoke(calendar: Command, { terminal, api, printedJson }: CommandContext): void {
  calendar
    .command('revoke <id>')
    .description('end an address: calendar programs get nothing from it any more')
    .option('--by <person>', 'who does it; else the admin')
    .action(async (id: string, { by }: ActOptions, command: Command) => {
      const path = `/calendar-feeds/${encodeURIComponent(id)}`;
      const revoked = await api(command).delete(path, FeedResource, { by });
      if (printedJson(command, revoked)) return;
      terminal.out(revoked.unchanged ?? `The calendar address ${revoked.id} of ${revoked.of.name} is revoked.`);
    });
}
