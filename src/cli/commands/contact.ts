import { type Command, Option } from 'commander';
import { z } from 'zod';
import { ContactMethodResource } from '../../http/api/resources/contact-method-resource.js';
import { listOf } from '../../http/api/resources/shared-fields.js';
import { CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { printTable } from '../show/table.js';
import { localTime } from '../show/time.js';

interface AddOptions {
  readonly sms?: string;
  readonly email?: string;
  readonly first?: boolean;
  readonly by?: string;
  readonly id?: string;
  readonly code?: string;
}

const Pending = z.object({ id: z.string(), expiresAt: z.string() });

/** `pagectl contact list|add|remove` */
export function addContactCommands(program: Command, context: CommandContext): void {
  const contact = program.command('contact').description('by what people are reached, beside the rules files');
  addList(contact, context);
  addAdd(contact, context);
  addRemove(contact, context);
}

function addList(contact: Command, { terminal, api, printedJson }: CommandContext): void {
  contact
    .command('list <person>')
    .description('contact methods of a person: of the rules, and added ones')
    .addHelpText('after', '\nExample:\n  pagectl contact list roan')
    .action(async (person: string, _options: unknown, command: Command) => {
      const found = await api(command).get(pathOf(person), listOf(ContactMethodResource));
      if (printedJson(command, found)) return;
      printTable(terminal, {
        columns: ['ID', 'BY', 'TO', 'VERIFIED', 'FIRST'],
        rows: found.items.map(({ id, channel, to, verifiedAt, first }) => [
          id ?? '-',
          channel,
          to,
          verifiedAt === null ? 'in the rules' : localTime(verifiedAt, terminal.now()),
          first ? 'yes' : '',
        ]),
        whenEmpty: 'No contact method.',
      });
    });
}

function addAdd(contact: Command, { terminal, api, printedJson }: CommandContext): void {
  contact
    .command('add <person>')
    .description('add a phone or a mailbox, by a code that is sent to it')
    .option('--sms <number>', 'such as +12025550143')
    .option('--email <address>')
    .option('--first', 'called ahead of those in the rules')
    .option('--by <person>', 'who does it, where ADMIN_TOKEN asks; else who signed in')
    .addOption(new Option('--id <id>', 'of one that was begun: with --code, for scripts'))
    .option('--code <digits>', 'the code that came')
    .addHelpText('after', '\nExample:\n  pagectl contact add roan --sms +12025550143 --first')
    .action(async (person: string, options: AddOptions, command: Command) => {
      const client = api(command);
      const { by } = options;
      const id = options.id ?? (await client.post(pathOf(person), Pending, { body: methodOf(options) })).id;
      if (options.id === undefined) terminal.err('A code is on its way; it works for 15 minutes.');
      const code = options.code ?? (await terminal.ask('Code: '));
      if (code === '') {
        throw new CliError(`no code was given; when it comes: pagectl contact add ${person} --id ${id} --code CODE`, 2);
      }
      const body = { code: code.replaceAll(' ', ''), by };
      const path = `${pathOf(person)}/${encodeURIComponent(id)}/confirm`;
      const added = await client.post(path, ContactMethodResource, { body });
      if (printedJson(command, added)) return;
      terminal.out(
        `Pages of ${person} go to ${added.channel} ${added.to} ${added.first ? 'first' : 'too'} (${added.id}).`,
      );
    });
}

function addRemove(contact: Command, { terminal, api, printedJson }: CommandContext): void {
  contact
    .command('remove <person> <id>')
    .description('take away a contact method that was added')
    .option('--by <person>', 'who does it, where ADMIN_TOKEN asks; else who signed in')
    .addHelpText('after', '\nExample:\n  pagectl contact remove roan 5f0c9d3a77b1e2c4')
    .action(async (person: string, id: string, { by }: { readonly by?: string }, command: Command) => {
      const path = `${pathOf(person)}/${encodeURIComponent(id)}`;
      const gone = await api(command).delete(path, ContactMethodResource, { by });
      if (!printedJson(command, gone)) terminal.out(`No page goes to ${gone.channel} ${gone.to} any more.`);
    });
}

function methodOf({ sms, email, first, by }: AddOptions): Readonly<Record<string, unknown>> {
  if ((sms === undefined) === (email === undefined))
    throw new CliError('say what to add: --sms NUMBER or --email ADDRESS', 2);
  return { channel: sms === undefined ? 'email' : 'sms', to: sms ?? email, first: first === true, by };
}

function pathOf(person: string): string {
  return `/people/${encodeURIComponent(person)}/contact-methods`;
}
