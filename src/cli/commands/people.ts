import type { Command } from 'commander';
import type { z } from 'zod';
import { ReadinessResource } from '../../http/api/resources/readiness-resource.js';
import { listOf } from '../../http/api/resources/shared-fields.js';
import { CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { printTable } from '../show/table.js';
import { localTime } from '../show/time.js';
import { paint, type Terminal } from '../terminal.js';

type One = z.output<typeof ReadinessResource>;

/** `pagectl people check` */
export function addPeopleCommand(program: Command, { terminal, api, printedJson }: CommandContext): void {
  const people = program.command('people').description('who can be paged');
  people
    .command('check')
    .description('who is on call now or within a week, and whether a page would reach them')
    .option('--all', 'also those who are not on call')
    .addHelpText(
      'after',
      `
A contact method works when a provider took a message to it within 30 days; \`pagectl page test PERSON\` shows that it does.
Exit code 1 when somebody who is on call is not known to be reachable.

Examples:
  pagectl people check
  pagectl page test roan`,
    )
    .action(async ({ all = false }: { readonly all?: boolean }, command: Command) => {
      const answer = await api(command).get('/people/readiness', listOf(ReadinessResource));
      const shown = answer.items.filter(({ onCall }) => all || onCall !== 'no');
      if (!printedJson(command, { ...answer, items: shown })) printPeople(terminal, shown);
      const atRisk = shown.filter((one) => one.atRisk).map(({ person }) => person);
      if (atRisk.length > 0) throw new CliError(`not known to be reachable: ${atRisk.join(', ')}`, 1);
    });
}

function printPeople(terminal: Terminal, people: readonly One[]): void {
  const now = terminal.now();
  printTable(terminal, {
    columns: ['PERSON', 'ON CALL', 'PAGES ARRIVE', 'BY'],
    rows: people.map((one) => [
      one.person,
      one.onCall === 'soon' ? localTime(one.startsAt, now) : one.onCall,
      verdictText(terminal, one),
      one.methods.map((method) => methodText(method, now)).join('; ') || 'no contact method',
    ]),
    whenEmpty: 'Nobody is on call within a week.',
  });
}

function verdictText(terminal: Terminal, { verdict, atRisk }: One): string {
  const word = { ready: 'yes', untested: 'not known', unreachable: 'no' }[verdict];
  return atRisk ? paint(terminal, 'red', word) : word;
}

function methodText({ channel, to, standing, since, error }: One['methods'][number], now: number): string {
  const when = since === null ? '' : ` ${localTime(since, now)}`;
  return `${channel} ${to} ${standing}${when}${error ? ` (${error})` : ''}`;
}
