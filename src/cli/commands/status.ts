import type { Command } from 'commander';
import { z } from 'zod';
import { CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { paint, type Terminal } from '../terminal.js';

const Ready = z.object({
  ready: z.boolean(),
  warnings: z.array(z.object({ code: z.string(), text: z.string() })),
  facts: z.record(z.string(), z.unknown()),
});

/** `pagectl status`: exit 1 when the router is not ready. */
export function addStatusCommand(program: Command, { terminal, api, printedJson }: CommandContext): void {
  program
    .command('status')
    .description('whether the router can store and makes progress, and what to know about it')
    .action(async (_options: unknown, command: Command) => {
      const { ready, warnings, facts } = await api(command).ready(Ready);
      if (!printedJson(command, { ready, warnings, facts })) printStatus(terminal, { ready, warnings, facts });
      if (!ready) throw new CliError('the router is not ready', 1);
    });
}

function printStatus(terminal: Terminal, { ready, warnings, facts }: z.output<typeof Ready>): void {
  terminal.out(ready ? paint(terminal, 'green', 'ready') : paint(terminal, 'red', 'not ready'));
  for (const { text } of warnings) terminal.out(`${paint(terminal, 'yellow', 'warning:')} ${text}`);
  for (const [name, value] of Object.entries(facts)) terminal.out(`${name}: ${factText(value)}`);
}

function factText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${typeof inner === 'object' ? JSON.stringify(inner) : String(inner)}`)
    .join(', ');
}
