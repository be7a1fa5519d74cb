import type { Command } from 'commander';
import type { z } from 'zod';
import type { Explanation } from '../../domain/explanation.js';
import { didYouMean } from '../../domain/nearest-name.js';
import { readSubject } from '../../http/api/read-subject.js';
import { ExplanationResource, explanationResource } from '../../http/api/resources/explanation-resource.js';
import { explain } from '../../pipeline/explain/explain.js';
import { explainPerson } from '../../pipeline/explain/explain-person.js';
import { formatExplanation } from '../../pipeline/explain/format-explanation.js';
import { normalizeAlert } from '../../pipeline/normalize/normalize-alert.js';
import { currentOccurrences } from '../../pipeline/suppress/recurring.js';
import { compileWindows } from '../../pipeline/suppress/window-index.js';
import { genericSource } from '../../sources/generic/index.js';
import { icingaSource } from '../../sources/icinga/index.js';
import { watchmouseSource } from '../../sources/watchmouse/index.js';
import { CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import type { Terminal } from '../terminal.js';
import { rulesDirectories, usableRules } from './offline-rules.js';

export interface ExplainOptions {
  readonly alert?: string;
  readonly incident?: string;
  readonly at?: string;
  readonly person?: string;
  readonly rules?: string;
}

type Written = z.output<typeof ExplanationResource>;

const SOURCES = [icingaSource, watchmouseSource, genericSource];

/** `pagectl explain`: online against the router, or offline with `--rules`. */
export function addExplainCommand(program: Command, context: CommandContext): void {
  program
    .command('explain')
    .description('who is paged for an alert by which rule, and why nobody else')
    .option('--alert <file>', 'a generic alert, or the payload of any source; - reads standard input')
    .option('--incident <incident>', 'a stored incident instead of an alert, by number or id')
    .option('--at <instant>', 'as of then (default: now), such as 2013-04-18T23:46:00Z')
    .option('--person <name>', 'answer about one person, in a sentence')
    .option('--rules <directories>', 'by these rules, without a router')
    .addHelpText(
      'after',
      '\nExamples:\n  pagectl explain --alert alert.json --person roan\n  pagectl explain --alert - --rules routing-rules --at 2013-04-18T23:46:00Z < alert.json\n  pagectl explain --incident 12 --json',
    )
    .action(async (options: ExplainOptions, command: Command) => {
      const online = options.rules === undefined;
      const written = online
        ? await explainOnline(context, command, options)
        : await explainOffline(context.terminal, options);
      printExplanation(context, command, written, options.person);
    });
}

/** Explains an alert by rules files, without a router. Recurring windows count; windows that people opened are not known. */
export async function explainOffline(terminal: Terminal, options: ExplainOptions): Promise<Written> {
  if (options.incident !== undefined) throw new CliError('--incident needs a router: leave out --rules', 2);
  const subject = readSubject(SOURCES, await alertOf(terminal, options.alert));
  if (subject.kind === 'unreadable') throw unreadable(subject.faults);
  const now = instantOf(options.at) ?? terminal.now();
  const { rules, index } = usableRules(terminal, rulesDirectories(terminal, options.rules));
  const alert = normalizeAlert(subject.draft, { source: subject.source, now });
  const windows = compileWindows(index, currentOccurrences(rules, now));
  return ExplanationResource.parse(explanationResource(explain({ index, windows, alert, now })));
}

/** Prints everybody, or one person's sentence; exit 1 for a person that the rules do not know. */
export function printExplanation(
  { terminal, printedJson }: CommandContext,
  command: Command,
  written: Written,
  person: string | undefined,
): void {
  const explanation = explanationOf(written);
  if (person === undefined) {
    if (!printedJson(command, written)) terminal.out(formatExplanation(explanation));
    return;
  }
  const names = [...written.steps.flatMap((step) => step.people), ...written.notPaged].map((one) => one.person);
  if (!names.includes(person)) throw new CliError(`the rules know no "${person}"${didYouMean(person, names)}`, 2);
  const sentence = explainPerson(explanation, person);
  const paged = written.steps.some((step) => step.people.some((one) => one.person === person));
  if (!printedJson(command, { person, paged, sentence })) terminal.out(sentence);
}

async function explainOnline(
  { terminal, api }: CommandContext,
  command: Command,
  options: ExplainOptions,
): Promise<Written> {
  if (options.incident !== undefined) {
    if (options.alert !== undefined) throw new CliError('give either --alert or --incident, not both', 2);
    if (options.at !== undefined)
      throw new CliError('--at goes with --alert: an incident is explained as of its alert', 2);
    const id = encodeURIComponent(options.incident.replace(/^#/, ''));
    return api(command).get(`/incidents/${id}/explanation`, ExplanationResource);
  }
  instantOf(options.at);
  const written = await alertOf(terminal, options.alert);
  const subject = readSubject(SOURCES, written);
  if (subject.kind === 'unreadable') throw unreadable(subject.faults);
  const body = typeof written === 'string' ? { source: subject.source, payload: written } : written;
  return api(command).post('/explain', ExplanationResource, { body, query: { at: options.at } });
}

async function alertOf(terminal: Terminal, file: string | undefined): Promise<unknown> {
  if (file === undefined) throw new CliError('say what to explain: --alert FILE (or -), or --incident NUMBER', 2);
  const text = await terminal.read(file);
  try {
    return JSON.parse(text);
  } catch {
    // Watchmouse and old Icinga senders post forms.
    if (/^[\w.%+-]+=/.test(text.trim())) return text.trim();
    throw new CliError(`${file === '-' ? 'standard input' : file} is neither JSON nor a form`, 2);
  }
}

function instantOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const at = Date.parse(text);
  if (Number.isNaN(at) || !/(Z|[+-]\d\d:?\d\d)$/i.test(text)) {
    throw new CliError(`--at ${text}: expected an instant with its offset, such as 2013-04-18T23:46:00Z`, 2);
  }
  return at;
}

function unreadable(faults: readonly { readonly path: string; readonly message: string }[]): CliError {
  const lines = faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return new CliError(['the alert cannot be read:', ...lines].join('\n  '), 2);
}

/** Back from ISO instants to the shape that the pipeline prints. */
function explanationOf(written: Written): Explanation {
  const { at, receivedAt, stateSince, ...rest } = written.alert;
  return {
    ...written,
    alert: {
      ...rest,
      at: Date.parse(at),
      receivedAt: Date.parse(receivedAt),
      stateSince: stateSince === null ? null : Date.parse(stateSince),
    },
  };
}
