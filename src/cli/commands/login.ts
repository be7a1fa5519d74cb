import { type Command, Option } from 'commander';
import { z } from 'zod';
import { MadeTokenResource, MeResource, TokenResource } from '../../http/api/resources/access-resource.js';
import type { ApiClient } from '../api-client.js';
import { CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { credentialsFile, keepToken, keptToken } from '../credentials.js';
import { localTime } from '../show/time.js';
import type { Terminal } from '../terminal.js';

interface LoginOptions {
  readonly by?: string;
  readonly expiresIn?: string;
  readonly id?: string;
  readonly code?: string;
}

const Started = z.object({ id: z.string(), expiresAt: z.string() });

/** `pagectl login`, `pagectl logout`, `pagectl whoami` */
export function addLoginCommands(program: Command, context: CommandContext): void {
  addLogin(program, context);
  addLogout(program, context);
  addWhoami(program, context);
}

function addLogin(program: Command, context: CommandContext): void {
  const { terminal } = context;
  program
    .command('login <person>')
    .description('get a token of your own, by a code sent to your phone or mailbox')
    .addOption(
      new Option('--by <channel>', 'where the code goes (default: as you want urgent pages)').choices(['sms', 'email']),
    )
    .option('--expires-in <duration>', 'life of the token, such as 12h (default: 30d)')
    .option('--id <id>', 'of a login that was begun: with --code, for scripts')
    .option('--code <digits>', 'the code that came')
    .addHelpText(
      'after',
      '\nExamples:\n  pagectl login roan\n  pagectl login roan@example.org --by email --expires-in 12h',
    )
    .action(async (person: string, options: LoginOptions, command: Command) => {
      const made = await signIn(context.api(command), person, { terminal, options });
      const url = context.urlOf(command);
      const kept = keepToken(terminal.env, url, made.token);
      if (context.printedJson(command, kept ? { ...made, token: undefined } : made)) return;
      terminal.out(`Signed in at ${url} as ${made.person}, until ${localTime(made.expiresAt, terminal.now())}.`);
      terminal.out(
        kept ? `The token is kept in ${credentialsFile(terminal.env)}.` : `export PAGING_ROUTER_TOKEN=${made.token}`,
      );
    });
}

async function signIn(
  client: ApiClient,
  person: string,
  { terminal, options }: { readonly terminal: Terminal; readonly options: LoginOptions },
): Promise<z.output<typeof MadeTokenResource>> {
  const id = options.id ?? (await begin(client, person, { terminal, options }));
  const code = options.code ?? (await terminal.ask('Code: '));
  if (code === '') {
    throw new CliError(`no code was given; when it comes: pagectl login ${person} --id ${id} --code CODE`, 2);
  }
  const body = { code: code.replaceAll(' ', ''), name: 'pagectl login', expiresIn: options.expiresIn };
  return client.post(`/logins/${encodeURIComponent(id)}/confirm`, MadeTokenResource, { body, anonymous: true });
}

async function begin(
  client: ApiClient,
  person: string,
  { terminal, options }: { readonly terminal: Terminal; readonly options: LoginOptions },
): Promise<string> {
  const started = await client.post('/logins', Started, { body: { person, by: options.by }, anonymous: true });
  terminal.err(
    `If the router knows ${person}, a code is on its way; it works for ten minutes. None after a minute? Try --by email, or --by sms.`,
  );
  return started.id;
}

function addLogout(program: Command, context: CommandContext): void {
  const { terminal } = context;
  program
    .command('logout')
    .description('revoke the token of `pagectl login`, and forget it')
    .action(async (_options: unknown, command: Command) => {
      const url = context.urlOf(command);
      if (keptToken(terminal.env, url) === null) throw new CliError(`nobody has signed in at ${url}`, 1);
      const client = context.api(command);
      const { name, tokenId } = await client.get('/me', MeResource);
      if (tokenId !== null) await client.post(`/tokens/${tokenId}/revoke`, TokenResource);
      keepToken(terminal.env, url, null);
      if (!context.printedJson(command, { signedOut: name })) terminal.out(`${name} has signed out at ${url}.`);
    });
}

function addWhoami(program: Command, { terminal, api, printedJson }: CommandContext): void {
  program
    .command('whoami')
    .description('whom your token stands for, and what it is good for')
    .action(async (_options: unknown, command: Command) => {
      const me = await api(command).get('/me', MeResource);
      if (printedJson(command, me)) return;
      terminal.out(`${me.name} (${me.kind})`);
      terminal.out(`  roles   ${me.roles.join(', ') || 'none'}`);
      terminal.out(`  owns    ${me.owns.join(', ') || 'no service'}`);
      terminal.out(`  scopes  ${me.scopes?.join(', ') ?? 'all that the roles allow'}`);
    });
}
