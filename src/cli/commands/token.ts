import type { Command } from 'commander';
import type { z } from 'zod';
import { MadeTokenResource, TokenResource } from '../../http/api/resources/access-resource.js';
import { listOf } from '../../http/api/resources/shared-fields.js';
import { SCOPE_FORMS } from '../../pipeline/access/scopes.js';
import type { CommandContext } from '../command-context.js';
import { cell, printTable } from '../show/table.js';
import { localTime } from '../show/time.js';
import { paint, type Terminal } from '../terminal.js';

interface CreateOptions {
  readonly person?: string;
  readonly robot?: boolean;
  readonly scope: readonly string[];
  readonly expiresIn?: string;
}

interface ListOptions {
  readonly person?: string;
  readonly all?: boolean;
  readonly limit: string;
}

/** `pagectl token create|list|revoke` */
export function addTokenCommands(program: Command, context: CommandContext): void {
  const token = program.command('token').description('tokens of people, and of programs such as a deploy');
  addCreate(token, context);
  addList(token, context);
  addRevoke(token, context);
}

function addCreate(token: Command, { terminal, api, printedJson }: CommandContext): void {
  token
    .command('create <name>')
    .description('make a token; it is shown this once')
    .option(
      '--scope <scope>',
      `what it is good for: ${SCOPE_FORMS}; may be repeated (default: all that you may do)`,
      collect,
      [],
    )
    .option('--expires-in <duration>', 'its life, at most 366d (default: 90d)')
    .option('--person <person>', 'whose it will be (admins; default: yours)')
    .option('--robot', 'nobody’s token, for a program (admins): it may do what its scopes name, nothing else')
    .addHelpText(
      'after',
      '\nExamples:\n  pagectl token create laptop\n  pagectl token create deploy --robot --scope maintenance:parsoid --expires-in 366d',
    )
    .action(async (name: string, { scope, ...options }: CreateOptions, command: Command) => {
      const body = { name, ...options, ...(scope.length === 0 ? {} : { scopes: scope }) };
      const made = await api(command).post('/tokens', MadeTokenResource, { body });
      if (printedJson(command, made)) return;
      terminal.out(made.token);
      const whose = made.person === null ? 'a robot' : made.person;
      terminal.err(
        `token ${made.id} of ${whose}, good for ${scopesText(made)}, until ${localTime(made.expiresAt, terminal.now())}; it is not shown again`,
      );
    });
}

function addList(token: Command, { terminal, api, printedJson }: CommandContext): void {
  token
    .command('list')
    .description('your tokens; admins: those of a person, or of everybody')
    .option('--person <person>', 'whose')
    .option('--all', 'of everybody, robots too')
    .option('--limit <count>', 'at most so many', '50')
    .action(async ({ person, all, limit }: ListOptions, command: Command) => {
      const query = { person, limit, all: all === true ? 'true' : undefined };
      const found = await api(command).get('/tokens', listOf(TokenResource), query);
      if (printedJson(command, found)) return;
      const now = terminal.now();
      printTable(terminal, {
        columns: ['ID', 'NAME', 'OF', 'STATE', 'GOOD FOR', 'EXPIRES', 'LAST USED', 'MADE BY'],
        rows: found.items.map((item) => [
          item.id,
          cell(item.name, 30),
          item.person ?? 'robot',
          stateText(terminal, item),
          cell(scopesText(item), 40),
          localTime(item.expiresAt, now),
          item.lastUsedAt === null ? 'never' : localTime(item.lastUsedAt, now),
          item.createdBy,
        ]),
        whenEmpty: 'No tokens.',
      });
    });
}

function addRevoke(token: Command, { terminal, api, printedJson }: CommandContext): void {
  token
    .command('revoke <id>')
    .description('make a token worthless, at once and for good')
    .action(async (id: string, _options: unknown, command: Command) => {
      const done = await api(command).post(`/tokens/${encodeURIComponent(id)}/revoke`, TokenResource);
      if (printedJson(command, done)) return;
      terminal.out(done.unchanged ?? `token ${done.id} ("${cell(done.name, 60)}") is revoked`);
    });
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

function scopesText({ scopes, person }: Pick<z.output<typeof TokenResource>, 'scopes' | 'person'>): string {
  return scopes === null ? `all that ${person} may do` : scopes.join(', ');
}

function stateText(terminal: Terminal, { state }: z.output<typeof TokenResource>): string {
  return state === 'valid' ? state : paint(terminal, 'red', state);
}
