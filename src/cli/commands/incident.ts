import type { Command } from 'commander';
import { IncidentDetail, IncidentResource } from '../../http/api/resources/incident-resource.js';
import { listOf } from '../../http/api/resources/shared-fields.js';
import { CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { instantOption } from '../instant-option.js';
import { printIncident, printIncidents, printStanding } from '../show/incident.js';

interface ListOptions {
  readonly state?: string;
  readonly all?: boolean;
  readonly service?: string;
  readonly host?: string;
  readonly person?: string;
  readonly limit: string;
}

interface ActOptions {
  readonly by?: string;
  readonly note?: string;
}

interface SnoozeOptions extends ActOptions {
  readonly for?: string;
  readonly until?: string;
}

/** `pagectl incident list|show|acknowledge|snooze|escalate|resolve` */
export function addIncidentCommands(program: Command, context: CommandContext): void {
  const incident = program.command('incident').description('what is wrong, who was told, and taking it');
  addList(incident, context);
  addShow(incident, context);
  addAction(incident, context, { name: 'acknowledge', alias: 'ack', text: 'take an incident: nobody else is paged' });
  addAction(incident, context, {
    name: 'escalate',
    alias: 'esc',
    text: 'call the next step now, whoever has taken it',
  });
  addSnooze(incident, context);
  addAction(incident, context, { name: 'resolve', alias: 'close', text: 'end an incident, whatever the sources say' });
}

function addList(incident: Command, { terminal, api, printedJson }: CommandContext): void {
  incident
    .command('list')
    .description('open incidents, or those that the options choose')
    .option('--state <state>', 'triggered, acknowledged, resolved or open (default: open)')
    .option('--all', 'resolved ones too')
    .option('--service <name>')
    .option('--host <name>')
    .option('--person <name>', 'whom it paged')
    .option('--limit <count>', 'at most so many', '50')
    .addHelpText(
      'after',
      '\nExamples:\n  pagectl incident list\n  pagectl incident list --all --service parsoid --json',
    )
    .action(async (options: ListOptions, command: Command) => {
      const { all, state, ...rest } = options;
      const query = { ...rest, state: all === true ? undefined : (state ?? 'open') };
      const found = await api(command).get('/incidents', listOf(IncidentResource), query);
      if (printedJson(command, found)) return;
      printIncidents(terminal, found.items, query.state === 'open' ? 'No open incidents.' : 'No such incidents.');
      if (found.nextCursor !== null) terminal.out(`… and more: raise --limit (at most 200)`);
    });
}

function addShow(incident: Command, { terminal, api, printedJson }: CommandContext): void {
  incident
    .command('show <incident>')
    .description('one incident, by number or id: what each source says, who was told, its timeline')
    .addHelpText('after', '\nExample:\n  pagectl incident show 12')
    .action(async (id: string, _options: unknown, command: Command) => {
      const found = await api(command).get(`/incidents/${segment(id)}`, IncidentDetail);
      if (!printedJson(command, found)) printIncident(terminal, found);
    });
}

function addAction(
  incident: Command,
  { terminal, api, printedJson }: CommandContext,
  action: { readonly name: string; readonly alias: string; readonly text: string },
): void {
  incident
    .command(`${action.name} <incident>`)
    .alias(action.alias)
    .description(action.text)
    .option('--by <person>', 'who does it, where ADMIN_TOKEN asks; else who signed in')
    .option('--note <text>', 'for the timeline')
    .addHelpText('after', `\nExample:\n  pagectl incident ${action.name} 12 --by roan --note "deploying a fix"`)
    .action(async (id: string, { by, note }: ActOptions, command: Command) => {
      const body = { by, note };
      const done = await api(command).post(`/incidents/${segment(id)}/${action.name}`, IncidentResource, { body });
      if (printedJson(command, done)) return;
      if (done.unchanged !== undefined) terminal.out(done.unchanged);
      printStanding(terminal, done);
    });
}

function addSnooze(incident: Command, { terminal, api, printedJson }: CommandContext): void {
  incident
    .command('snooze <incident>')
    .description('quiet until then, for everybody; what still fails is paged again from the first step')
    .option('--for <duration>', 'so long from now: 30m, 2h, 1d; a week at most')
    .option('--until <time>', 'or until this instant: 2013-04-19T09:00:00+02:00')
    .option('--by <person>', 'who does it, where ADMIN_TOKEN asks; else who signed in')
    .option('--note <text>', 'for the timeline')
    .addHelpText('after', '\nExample:\n  pagectl incident snooze 12 --for 2h --note "the vendor is at it"')
    .action(async (id: string, options: SnoozeOptions, command: Command) => {
      if ((options.for === undefined) === (options.until === undefined)) {
        throw new CliError('say until when: either --for 2h, or --until TIME', 2);
      }
      const until = options.until === undefined ? undefined : instantOption('--until', options.until);
      const body = { ...options, until };
      const done = await api(command).post(`/incidents/${segment(id)}/snooze`, IncidentResource, { body });
      if (printedJson(command, done)) return;
      if (done.unchanged !== undefined) terminal.out(done.unchanged);
      printStanding(terminal, done);
    });
}

/** `#12` is how people write it. */
function segment(id: string): string {
  return encodeURIComponent(id.replace(/^#/, ''));
}
