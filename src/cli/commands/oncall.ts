import type { Command } from 'commander';
import type { z } from 'zod';
import { OnCallResource } from '../../http/api/resources/schedule-resource.js';
import type { CommandContext } from '../command-context.js';
import { instantOption } from '../instant-option.js';
import { printCalendar, suitsCalendar } from '../show/calendar.js';
import { cell, printTable } from '../show/table.js';
import { localTime } from '../show/time.js';
import { paint, type Terminal } from '../terminal.js';

interface OnCallOptions {
  readonly at?: string;
  readonly from?: string;
  readonly to?: string;
}

type Answer = z.output<typeof OnCallResource>;
type Duty = Answer['schedules'][number];

/** `pagectl oncall [of]` */
export function addOnCallCommand(program: Command, { terminal, api, printedJson }: CommandContext): void {
  program
    .command('oncall [of]')
    .description('who is on call, until when, and who is next: of a schedule, group, person or service, or of all')
    .option('--at <instant>', 'as of then (default: now)')
    .option('--from <instant>', 'all shifts from then on, as a calendar where that can be read')
    .option('--to <instant>', '… until then (default: a week; at most 100 days)')
    .addHelpText(
      'after',
      `
Instants are ISO 8601 with offset, or a date and time in the zone of this machine. --from and --to also take dates: midnight in
the zone of each schedule, in which calendars are drawn.

Examples:
  pagectl oncall
  pagectl oncall parsoid --at 2013-04-18T23:46:00Z
  pagectl oncall ops-oncall --from 2013-04-15 --to 2013-05-13`,
    )
    .action(async (of: string | undefined, options: OnCallOptions, command: Command) => {
      const answer = await api(command).get('/oncall', OnCallResource, {
        of,
        at: given('--at', options.at),
        from: dateOr('--from', options.from),
        to: dateOr('--to', options.to),
      });
      if (!printedJson(command, answer)) printAnswer(terminal, answer);
    });
}

function given(option: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : instantOption(option, text);
}

/** The router takes dates as they are in the zone of each schedule. */
function dateOr(option: string, text: string | undefined): string | undefined {
  return text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) ? text : given(option, text);
}

function printAnswer(terminal: Terminal, answer: Answer): void {
  const shown = answer.schedules.filter(({ shifts }) => shifts !== undefined);
  if (shown.length > 0) for (const duty of shown) printShifts(terminal, duty);
  else printDuties(terminal, answer);
  if (answer.always.length > 0) terminal.out(`At any time: ${answer.always.join(', ')}`);
}

function printDuties(terminal: Terminal, { schedules, of, always }: Answer): void {
  if (schedules.length === 0 && always.length > 0) return;
  const now = terminal.now();
  printTable(terminal, {
    columns: ['SCHEDULE', 'ON CALL', 'UNTIL', 'NEXT', 'FROM'],
    rows: schedules.map(({ schedule, onCall, until, next }) => [
      schedule,
      whoText(terminal, onCall),
      localTime(until, now),
      cell(next?.people.join(', ') ?? null),
      localTime(next?.startsAt ?? null, now),
    ]),
    whenEmpty: of === null ? 'The rules have no schedules.' : `No schedule leads to ${of}.`,
  });
}

function printShifts(terminal: Terminal, { schedule, timezone, shifts = [] }: Duty): void {
  terminal.out(`${paint(terminal, 'bold', schedule)}  ${timezone}`);
  if (suitsCalendar({ timezone, shifts })) {
    printCalendar(terminal, { timezone, shifts });
    return;
  }
  const now = terminal.now();
  printTable(terminal, {
    columns: ['FROM', 'TO', 'ON CALL'],
    rows: shifts.map(({ people, startsAt, endsAt }) => [
      localTime(startsAt, now),
      localTime(endsAt, now),
      whoText(terminal, people),
    ]),
    whenEmpty: 'Nobody.',
  });
  terminal.out('');
}

function whoText(terminal: Terminal, people: readonly string[]): string {
  return people.length === 0 ? paint(terminal, 'red', 'nobody') : cell(people.join(', '));
}
