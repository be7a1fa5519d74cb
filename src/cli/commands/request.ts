import type { Command } from 'commander';
import type { z } from 'zod';
import { AccessRequestResource } from '../../http/api/resources/access-resource.js';
import { listOf } from '../../http/api/resources/shared-fields.js';
import type { CommandContext } from '../command-context.js';
import { cell, printTable } from '../show/table.js';
import { localTime } from '../show/time.js';
import { paint, type Terminal } from '../terminal.js';

type AccessRequest = z.output<typeof AccessRequestResource>;

/** `pagectl request list|show|approve|deny` */
export function addRequestCommands(program: Command, context: CommandContext): void {
  const request = program.command('request').description('who asks for a maintenance window of others, and the answer');
  addList(request, context);
  addShow(request, context);
  addDecision(request, context, { verb: 'approve', text: 'open the window as asked; it is theirs then' });
  addDecision(request, context, { verb: 'deny', text: 'open nothing; who asked is told' });
}

function addList(request: Command, { terminal, api, printedJson }: CommandContext): void {
  request
    .command('list')
    .description('access requests, the newest first')
    .option('--limit <count>', 'at most so many', '50')
    .action(async ({ limit }: { readonly limit: string }, command: Command) => {
      const found = await api(command).get('/access-requests', listOf(AccessRequestResource), { limit });
      if (printedJson(command, found)) return;
      const now = terminal.now();
      printTable(terminal, {
        columns: ['ID', 'STATE', 'WHO', 'COVERS', 'START', 'END', 'DECIDED BY', 'REASON'],
        rows: found.items.map((item) => [
          item.id,
          stateText(terminal, item),
          item.person,
          cell(covers(item), 40),
          localTime(item.startsAt, now),
          localTime(item.endsAt, now),
          item.decidedBy ?? '-',
          cell(item.reason),
        ]),
        whenEmpty: 'Nobody has asked for anything.',
      });
    });
}

function addShow(request: Command, { terminal, api, printedJson }: CommandContext): void {
  request
    .command('show <request>')
    .description('one access request')
    .action(async (id: string, _options: unknown, command: Command) => {
      const found = await api(command).get(`/access-requests/${encodeURIComponent(id)}`, AccessRequestResource);
      if (!printedJson(command, found)) printRequest(terminal, found);
    });
}

function addDecision(
  request: Command,
  { terminal, api, printedJson }: CommandContext,
  { verb, text }: { readonly verb: string; readonly text: string },
): void {
  request
    .command(`${verb} <request>`)
    .description(text)
    .action(async (id: string, _options: unknown, command: Command) => {
      const done = await api(command).post(`/access-requests/${encodeURIComponent(id)}/${verb}`, AccessRequestResource);
      if (printedJson(command, done)) return;
      if (done.unchanged !== undefined) terminal.out(done.unchanged);
      printRequest(terminal, done);
    });
}

function printRequest(terminal: Terminal, request: AccessRequest): void {
  const now = terminal.now();
  const { id, person, decidedBy, windowId, asked } = request;
  terminal.out(`${paint(terminal, 'bold', id)}  ${stateText(terminal, request)}  ${person} for ${covers(request)}`);
  terminal.out(
    `  from ${localTime(request.startsAt, now)} to ${localTime(request.endsAt, now)}: ${cell(request.reason, 200)}`,
  );
  if (decidedBy === null) terminal.out(`  asked: ${asked.join(', ')}`);
  else terminal.out(`  ${request.state} by ${decidedBy}${windowId === null ? '' : `, window ${windowId}`}`);
}

function stateText(terminal: Terminal, { state }: AccessRequest): string {
  return state === 'open' ? paint(terminal, 'yellow', state) : state;
}

function covers({ services, match }: AccessRequest): string {
  return [...services, ...match.map((matcher) => JSON.stringify(matcher))].join(', ');
}
