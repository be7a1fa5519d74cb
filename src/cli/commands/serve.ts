import { type Command, Option } from 'commander';
import type { ServeFlags } from '../serve.js';
import type { Terminal } from '../terminal.js';

/** `pagectl serve`: the server itself, loaded only now so that the other commands start fast. */
export function addServeCommand(program: Command, { env }: Pick<Terminal, 'env'>): void {
  program
    .command('serve')
    .description('run the router until it is stopped')
    .option('--port <port>', 'instead of PORT')
    .option('--host <host>', 'instead of HOST')
    .addOption(new Option('--role <role>', 'instead of ROLE').choices(['all', 'receiver', 'worker']))
    .option('--rules <directories>', 'instead of ROUTING_RULES')
    .action(async (flags: ServeFlags) => {
      const { serve } = await import('../serve.js');
      await serve(flags, env);
    });
}
