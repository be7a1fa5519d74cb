import type { Command } from 'commander';
import type { z } from 'zod';
import { OverrideResource } from '../../http/api/resources/schedule-resource.js';
import { listOf } from '../../http/api/resources/shared-fields.js';
import { CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { instantOption } from '../instant-option.js';
import { cell, printTable } from '../show/table.js';
import { localTime } from '../show/time.js';
import { paint, type Terminal } from '../terminal.js';

type Override = z.output<typeof OverrideResource>;

interface AddOptions {
  readonly cover?: string;
  readonly replace?: string;
  readonly with?: string;
  readonly add?: string;
  readonly remove?: string;
  readonly from?: string;
  readonly to?: string;
  readonly for?: string;
  readonly reason?: string;
  readonly allowGap?: boolean;
  readonly by?: string;
}

/** `pagectl override add|list|remove` */
export function addOverrideCommands(program: Command, context: CommandContext): void {
  const override = program.command('override').description('change who is on call for a time');
  addAdd(override, context);
  addList(override, context);
  addRemove(override, context);
}

function addAdd(override: Command, { terminal, api, printedJson }: CommandContext): void {
  override
    .command('add <schedule>')
    .description('put somebody on call, or take somebody off, until an end')
    .option('--cover <person>', 'this person instead of whoever is on call')
    .option('--replace <person>', 'this person goes off …')
    .option('--with <person>', '… and this one comes on')
    .option('--add <person>', 'this person too')
    .option('--remove <person>', 'not this person; whoever comes next in the schedule stands in')
    .option('--from <instant>', 'its start (default: now)')
    .option('--to <instant>', 'its end')
    .option('--for <duration>', 'how long, such as 4h or 2d, instead of --to')
    .option('--reason <text>', 'why, for those who wonder')
    .option('--allow-gap', 'also where nobody would be on call')
    .option('--by <person>', 'who does it; else the admin')
    .addHelpText(
      'after',
      `
Instants are ISO 8601 with offset, or a date and time in the zone of this machine.
Exit code 1: nobody would be on call, and --allow-gap was not given.

Examples:
  pagectl override add ops-oncall --cover leslie --for 4h --by leslie --reason "daniel is on a plane"
  pagectl override add ops-oncall --replace daniel --with roan --from 2013-04-19T18:00 --to 2013-04-20T09:00`,
    )
    .action(async (schedule: string, options: AddOptions, command: Command) => {
      const body = { schedule, ...partsOf(options), ...timesOf(options), ...restOf(options) };
      const made = await api(command).post('/overrides', OverrideResource, { body });
      if (!printedJson(command, made)) printOverride(terminal, made);
    });
}

function partsOf(
  options: AddOptions,
): Pick<Override, 'kind'> & { readonly person?: string; readonly replaces?: string } {
  const { cover, add, remove, replace } = options;
  const given = [cover, add, remove, replace].filter((one) => one !== undefined);
  if (given.length !== 1) {
    throw new CliError(
      'say one thing to do: --cover PERSON, --replace PERSON --with PERSON, --add PERSON or --remove PERSON',
      2,
    );
  }
  if ((replace === undefined) !== (options.with === undefined)) {
    throw new CliError('--replace says who goes off, --with who comes on: give both', 2);
  }
  if (cover !== undefined) return { kind: 'cover', person: cover };
  if (add !== undefined) return { kind: 'add', person: add };
  if (remove !== undefined) return { kind: 'remove', replaces: remove };
  return { kind: 'replace', person: options.with ?? '', replaces: replace ?? '' };
}

function timesOf({ from, to, for: length }: AddOptions) {
  return {
    ...(from === undefined ? {} : { startsAt: instantOption('--from', from) }),
    ...(to === undefined ? {} : { endsAt: instantOption('--to', to) }),
    ...(length === undefined ? {} : { for: length }),
  };
}

function restOf({ reason, allowGap, by }: AddOptions) {
  return { reason, allowGap, by };
}

function addList(override: Command, { terminal, api, printedJson }: CommandContext): void {
  override
    .command('list')
    .description('overrides, the newest first')
    .option('--limit <count>', 'at most so many', '50')
    .action(async ({ limit }: { readonly limit: string }, command: Command) => {
      const found = await api(command).get('/overrides', listOf(OverrideResource), { limit });
      if (printedJson(command, found)) return;
      const now = terminal.now();
      printTable(terminal, {
        columns: ['ID', 'STATE', 'SCHEDULE', 'WHAT', 'START', 'END', 'BY', 'REASON'],
        rows: found.items.map((one) => [
          one.id,
          stateText(terminal, one),
          one.schedule,
          whatText(one),
          localTime(one.startsAt, now),
          localTime(one.endsAt, now),
          one.removedBy === null ? one.createdBy : `${one.createdBy}, removed by ${one.removedBy}`,
          cell(one.reason),
        ]),
        whenEmpty: 'No overrides.',
      });
    });
}

function addRemove(override: Command, { terminal, api, printedJson }: CommandContext): void {
  override
    .command('remove <override>')
    .description('take an override back: from now on, or wholly if it has not begun')
    .option('--by <person>', 'who does it; else the admin')
    .addHelpText('after', '\nExample:\n  pagectl override remove 3f9a01c2d4e5 --by leslie')
    .action(async (id: string, { by }: Pick<AddOptions, 'by'>, command: Command) => {
      const path = `/overrides/${encodeURIComponent(id)}`;
      const removed = await api(command).delete(path, OverrideResource, { by });
      if (!printedJson(command, removed)) printOverride(terminal, removed);
    });
}

function printOverride(terminal: Terminal, override: Override): void {
  const now = terminal.now();
  const { id, schedule, startsAt, endsAt, reason, unchanged } = override;
  terminal.out(`${paint(terminal, 'bold', id)}  ${stateText(terminal, override)}  ${schedule}: ${whatText(override)}`);
  const because = reason === null ? '' : `: ${cell(reason, 200)}`;
  terminal.out(`  from ${localTime(startsAt, now)} to ${localTime(endsAt, now)}${because}`);
  if (unchanged !== undefined) terminal.out(`  ${paint(terminal, 'yellow', unchanged)}`);
}

function whatText({ kind, person, replaces }: Override): string {
  if (kind === 'add') return `${person} too`;
  if (kind === 'remove') return `not ${replaces}`;
  return kind === 'cover' ? `${person} covers` : `${person} instead of ${replaces}`;
}

function stateText(terminal: Terminal, { state }: Override): string {
  return state === 'active' ? paint(terminal, 'yellow', state) : state;
}
