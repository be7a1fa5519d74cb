import type { Command } from 'commander';
import { z } from 'zod';
import { NotificationResource, OutboxResource } from '../../http/api/resources/notification-resource.js';
import { listOf } from '../../http/api/resources/shared-fields.js';
import type { CommandContext } from '../command-context.js';
import { deliveryText, failureText } from '../show/delivery.js';
import { cell, printTable } from '../show/table.js';
import { localTime } from '../show/time.js';
import { paint, plain, type Terminal } from '../terminal.js';

interface ListOptions {
  readonly limit: string;
  readonly incident?: string;
}

const TestPage = z.object({ pageId: z.string(), methods: z.number() });

/** `pagectl outbox`, `pagectl notifications`, `pagectl page test` */
export function addMessageCommands(program: Command, context: CommandContext): void {
  addOutbox(program, context);
  addNotifications(program, context);
  addTestPage(program, context);
}

function addOutbox(program: Command, { terminal, api, printedJson }: CommandContext): void {
  program
    .command('outbox')
    .description('messages that would have been sent, had a provider been configured')
    .option('--limit <count>', 'at most so many', '20')
    .action(async ({ limit }: ListOptions, command: Command) => {
      const found = await api(command).get('/outbox', listOf(OutboxResource), { limit });
      if (printedJson(command, found)) return;
      if (found.items.length === 0) return terminal.out('The outbox is empty.');
      for (const item of [...found.items].reverse()) printOutboxItem(terminal, item);
    });
}

function printOutboxItem(terminal: Terminal, item: z.output<typeof OutboxResource>): void {
  const head = `${localTime(item.at, terminal.now())}  ${item.channel} to ${item.person} <${item.to}>`;
  terminal.out(paint(terminal, 'bold', plain(head)));
  if (item.subject !== undefined) terminal.out(`  Subject: ${cell(item.subject, 200)}`);
  for (const line of plain(item.text).split('\n')) terminal.out(`  ${line}`.trimEnd());
  terminal.out('');
}

const DELIVERY_WORDS = `
DELIVERY is what is known of the message, and since when:
  queued     waits here or at the provider, which has told no more so far
  sending    on its way to the provider, or from there
  sent       given to the carrier
  delivered  the phone has it, by the provider's own word
  failed     will not arrive; the person's next contact method has gone
  unknown    may have arrived, nobody has said so; the next contact method has gone, or the provider is being asked
  dropped    was not needed any more when its turn came
Only SMS has receipts, and only where the provider can reach PUBLIC_URL (see TWILIO_RECEIPTS).`;

function addNotifications(program: Command, { terminal, api, printedJson }: CommandContext): void {
  program
    .command('notifications')
    .description('messages to people and what became of them')
    .option('--incident <id>', 'only those of one incident (its id)')
    .option('--limit <count>', 'at most so many', '50')
    .addHelpText('after', DELIVERY_WORDS)
    .action(async ({ limit, incident }: ListOptions, command: Command) => {
      const found = await api(command).get('/notifications', listOf(NotificationResource), { limit, incident });
      if (printedJson(command, found)) return;
      printTable(terminal, {
        columns: ['AT', 'PERSON', 'BY', 'TO', 'STATE', 'DELIVERY', 'PROVIDER', 'TRIES', 'PAGES', 'ERROR'],
        rows: found.items.map((message) => [
          localTime(message.createdAt, terminal.now()),
          message.person,
          message.channel,
          message.to,
          message.state === 'failed' ? paint(terminal, 'red', message.state) : message.state,
          deliveryText(terminal, message),
          message.provider ?? '-',
          String(message.attempts),
          String(message.pageIds.length),
          failureText(message),
        ]),
        whenEmpty: 'Nobody was told anything so far.',
      });
    });
}

function addTestPage(program: Command, { terminal, api, printedJson }: CommandContext): void {
  program
    .command('page')
    .description('try whether somebody can be reached')
    .command('test <person>')
    .description('send a test page to every contact method of a person')
    .addHelpText('after', '\nExample:\n  pagectl page test roan')
    .action(async (person: string, _options: unknown, command: Command) => {
      const done = await api(command).post(`/people/${encodeURIComponent(person)}/test-page`, TestPage);
      if (printedJson(command, done)) return;
      const methods = done.methods === 1 ? 'one contact method' : `${done.methods} contact methods`;
      terminal.out(`Test page on its way to ${methods} of ${person}; see \`pagectl notifications\`.`);
    });
}
