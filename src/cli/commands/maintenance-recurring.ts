import type { Command } from 'commander';
import { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import { didYouMean } from '../../domain/nearest-name.js';
import { RecurringListResource, RecurringResource } from '../../http/api/resources/recurring-resource.js';
import { WindowResource } from '../../http/api/resources/window-resource.js';
import { CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { cell, printTable } from '../show/table.js';
import { localTime } from '../show/time.js';
import { covers } from '../show/window.js';
import type { Terminal } from '../terminal.js';
import { addMatchOptions, type MatchOptions, matchersOf } from './window-options.js';

interface AddOptions extends MatchOptions {
  readonly on?: string;
  readonly rrule?: string;
  readonly startsOn?: string;
  readonly at: string;
  readonly timezone: string;
  readonly for: string;
  readonly reason: string;
  readonly confirm?: string;
  readonly by?: string;
}

type SkipOptions = Pick<AddOptions, 'by'> & { readonly on?: string };

type Recurring = z.output<typeof RecurringResource>;

interface ChosenTime {
  readonly window: Recurring;
  readonly time: Recurring['next'][number];
}

/** `pagectl maintenance recurring add|list|skip|end` */
export function addRecurring(maintenance: Command, context: CommandContext): void {
  const recurring = maintenance.command('recurring').description('windows that come back');
  addAdd(recurring, context);
  addList(recurring, context);
  addSkip(recurring, context);
  addEnd(recurring, context);
}

function addAdd(recurring: Command, { terminal, api, printedJson }: CommandContext): void {
  addMatchOptions(recurring.command('add [services...]'))
    .description('make one; shows its next ten occurrences')
    .option('--on <weekdays>', 'such as mon,wed (default: every day)')
    .option('--rrule <rule>', 'its days by RFC 5545 instead: FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT, UNTIL')
    .option('--starts-on <day>', 'the day from which INTERVAL and COUNT count (default: the first that lies ahead)')
    .requiredOption('--at <time>', 'its start on the wall, such as 13:00')
    .requiredOption('--timezone <zone>', 'such as America/Los_Angeles')
    .requiredOption('--for <duration>', 'how long each occurrence is, such as 30m')
    .requiredOption('--reason <text>', 'why, for those who wonder')
    .option('--confirm <code>', 'that one which covers everything is meant')
    .option('--by <person>', 'who makes it, where ADMIN_TOKEN asks')
    .addHelpText(
      'after',
      `
Examples:
  pagectl maintenance recurring add parsoid --on mon,wed --at 13:00 --timezone UTC --for 30m --reason slot
  pagectl maintenance recurring add mysql --rrule "FREQ=MONTHLY;BYDAY=-1SU" --at 02:00 --timezone UTC --for 1h --reason backup
  pagectl maintenance recurring add mysql --rrule "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=6" --starts-on 2026-12-01 \\
    --at 13:00 --timezone Europe/Berlin --for 30m --reason migration`,
    )
    .action(async (services: string[], options: AddOptions, command: Command) => {
      const { on, rrule, startsOn, at, timezone, reason, confirm, by } = options;
      const match = matchersOf(options);
      const body = {
        ...{ services, rrule, startsOn, at, timezone, reason, confirm, by, for: options.for },
        ...(on === undefined ? {} : { weekdays: on.toLowerCase().split(',') }),
        ...(match.length === 0 ? {} : { match }),
      };
      const made = await api(command).post('/recurring-windows', RecurringResource, { body });
      if (!printedJson(command, made)) printRecurring(terminal, made);
    });
}

function addList(recurring: Command, { terminal, api, printedJson }: CommandContext): void {
  recurring
    .command('list')
    .description('those that people made, and those of the rules')
    .action(async (_options: unknown, command: Command) => {
      const found = await api(command).get('/recurring-windows', RecurringListResource);
      if (printedJson(command, found)) return;
      printTable(terminal, {
        columns: ['ID', 'COVERS', 'WHEN', 'NEXT', 'BY', 'REASON'],
        rows: found.items.map((item) => [
          item.id,
          cell(covers(item), 40),
          whenText(item),
          localTime(firstToCome(item), terminal.now()),
          item.createdBy,
          cell(item.reason),
        ]),
        whenEmpty: 'No recurring windows.',
      });
    });
}

function addSkip(recurring: Command, { terminal, api, printedJson }: CommandContext): void {
  recurring
    .command('skip <window>')
    .description('call its next time off: pages go out then; all others take place')
    .option('--on <day>', 'of its next ten times the one of this day, such as 2026-12-02 (in its own zone)')
    .option('--by <person>', 'who calls it off, where ADMIN_TOKEN asks')
    .addHelpText(
      'after',
      `
A time that has begun is ended by its own id: pagectl maintenance list, then pagectl maintenance end ID.`,
    )
    .action(async (id: string, { on, by }: SkipOptions, command: Command) => {
      const client = api(command);
      const { items } = await client.get('/recurring-windows', RecurringListResource);
      const { window, time } = chooseTime(items, id, on);
      const path = `/maintenance-windows/${encodeURIComponent(time.id)}/end`;
      const ended = await client.post(path, WindowResource, { body: { by } });
      if (printedJson(command, ended)) return;
      const now = terminal.now();
      const next = firstToCome(window, time.id);
      terminal.out(
        `${localTime(time.startsAt, now)} to ${localTime(time.endsAt, now)}: ${covers(window)} pages as always.`,
      );
      terminal.out(next === null ? 'It does not come again.' : `The next time of ${id}: ${localTime(next, now)}`);
    });
}

/** ISO instant of the first time that takes place, but for one; null: none does. */
function firstToCome({ next }: Recurring, but = ''): string | null {
  return next.find(({ id, calledOffBy }) => calledOffBy === null && id !== but)?.startsAt ?? null;
}

/** Throws where there is no such window, or none of its next times is on that day. */
function chooseTime(items: readonly Recurring[], id: string, on: string | undefined): ChosenTime {
  const window = items.find((item) => item.id === id);
  if (window === undefined) {
    const known = items.map((item) => item.id);
    throw new CliError(`there is no recurring window ${id}${didYouMean(id, known) || ', see recurring list'}`, 1);
  }
  const days = window.next.map(({ startsAt }) => dayIn(window.timezone, startsAt));
  const time = window.next[on === undefined ? 0 : days.indexOf(on)];
  if (time !== undefined) return { window, time: stillToCome(window, time) };
  if (days.length === 0) throw new CliError(`${id} does not come again`, 1);
  throw new CliError(`--on ${on}: the next times of ${id} are on ${days.join(', ')}`, 1);
}

/** Whoever asks again, not knowing that it was done, must not call the time after it off. */
function stillToCome({ id, timezone }: Recurring, time: ChosenTime['time']): ChosenTime['time'] {
  if (time.calledOffBy === null) return time;
  const day = dayIn(timezone, time.startsAt);
  throw new CliError(`${id} on ${day} is called off already, by ${time.calledOffBy}; another time: --on DAY`, 1);
}

function dayIn(timezone: string, instant: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timezone).toPlainDate().toString();
}

function addEnd(recurring: Command, { terminal, api, printedJson }: CommandContext): void {
  recurring
    .command('end <window>')
    .description('it recurs no more, and ends now if it is active')
    .option('--by <person>', 'who ends it, where ADMIN_TOKEN asks')
    .action(async (id: string, { by }: Pick<AddOptions, 'by'>, command: Command) => {
      const path = `/recurring-windows/${encodeURIComponent(id)}/end`;
      const ended = await api(command).post(path, RecurringResource, { body: { by } });
      if (printedJson(command, ended)) return;
      terminal.out(ended.unchanged ?? `${ended.id} on ${covers(ended)} recurs no more`);
    });
}

function printRecurring(terminal: Terminal, made: Recurring): void {
  terminal.out(`${made.id}  ${covers(made)}  ${whenText(made)}: ${cell(made.reason, 200)}`);
  for (const { startsAt, endsAt } of made.next) {
    terminal.out(`  ${localTime(startsAt, terminal.now())} to ${localTime(endsAt, terminal.now())}`);
  }
}

function whenText({ weekdays, rrule, at, timezone }: Recurring): string {
  const days = rrule ?? (weekdays.length === 7 ? 'daily' : weekdays.join(','));
  return `${days} ${at} ${timezone}`;
}
