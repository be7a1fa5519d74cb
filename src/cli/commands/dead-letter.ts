import type { Command } from 'commander';
import { DeadLetterResource } from '../../http/api/resources/dead-letter-resource.js';
import { listOf } from '../../http/api/resources/shared-fields.js';
import type { CommandContext } from '../command-context.js';
import { cell, printTable } from '../show/table.js';
import { localTime } from '../show/time.js';

interface EndOptions {
  readonly by?: string;
  readonly note?: string;
}

/** `pagectl dead-letter list|retry|forgive` */
export function addDeadLetterCommands(program: Command, context: CommandContext): void {
  const letter = program.command('dead-letter').description('pages that no contact method of their person could carry');
  addList(letter, context);
  addEnd(letter, context, {
    name: 'retry',
    text: 'send the page again, to the contact methods that the person has now',
  });
  addEnd(letter, context, { name: 'forgive', text: 'nothing is to be done about it any more' });
}

function addList(letter: Command, { terminal, api, printedJson }: CommandContext): void {
  letter
    .command('list')
    .description('those about which nobody has done anything')
    .option('--all', 'also those that were retried, forgiven or delivered since')
    .option('--limit <count>', 'look at the newest so many', '200')
    .addHelpText('after', '\nExample:\n  pagectl dead-letter list')
    .action(async ({ all = false, limit }: { readonly all?: boolean; readonly limit: string }, command: Command) => {
      const state = all ? undefined : 'open';
      const found = await api(command).get('/dead-letters', listOf(DeadLetterResource), { limit, state });
      if (printedJson(command, found)) return;
      printTable(terminal, {
        columns: ['ID', 'AT', 'PERSON', 'REASON', 'DONE'],
        rows: found.items.map(({ id, at, person, reason, end }) => [
          id,
          localTime(at, terminal.now()),
          person,
          cell(reason, 70),
          end === null ? '' : `${end.kind} by ${end.by}`,
        ]),
        whenEmpty: all ? 'No dead letters.' : 'No dead letters that wait for somebody.',
      });
    });
}

function addEnd(
  letter: Command,
  { terminal, api, printedJson }: CommandContext,
  { name, text }: { readonly name: 'retry' | 'forgive'; readonly text: string },
): void {
  letter
    .command(`${name} <id>`)
    .description(text)
    .option('--note <text>', 'why, for the audit')
    .option('--by <person>', 'who does it, where ADMIN_TOKEN asks; else who signed in')
    .addHelpText('after', `\nExample:\n  pagectl dead-letter ${name} 4be0…/1 --note "has a new phone"`)
    .action(async (id: string, { by, note }: EndOptions, command: Command) => {
      const path = `/dead-letters/${encodeURIComponent(id)}/${name}`;
      const done = await api(command).post(path, DeadLetterResource, { body: { by, note } });
      if (printedJson(command, done)) return;
      const how = name === 'retry' ? `A page to ${done.person} is on its way again` : `Forgiven: ${done.person}`;
      terminal.out(done.unchanged ?? `${how}.`);
    });
}
