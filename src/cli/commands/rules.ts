import type { Command } from 'commander';
import { formatFault } from '../../config/rules/format-fault.js';
import { checkExpectations, type ExpectationResult } from '../../pipeline/explain/check-expectations.js';
import { CliError } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { paint, type Terminal } from '../terminal.js';
import { type ExplainOptions, explainOffline, printExplanation } from './explain.js';
import { rulesDirectories, usableRules } from './offline-rules.js';

interface RulesOptions {
  readonly rules?: string;
}

const RULES_OPTION = [
  '--rules <directories>',
  'where the files are (default: ROUTING_RULES, else routing-rules)',
] as const;

/** `pagectl rules check|test|explain`: all without a router. */
export function addRulesCommands(program: Command, context: CommandContext): void {
  const rules = program.command('rules').description('check and try routing rules, without a router');
  addCheck(rules, context);
  addTest(rules, context);
  addExplain(rules, context);
}

function addCheck(rules: Command, { terminal, printedJson }: CommandContext): void {
  rules
    .command('check')
    .description('every fault of the files; exit 1 when they are broken')
    .option(...RULES_OPTION)
    .addHelpText('after', '\nExample:\n  pagectl rules check --rules routing-rules,/etc/paging-router/private')
    .action((options: RulesOptions, command: Command) => {
      const directories = rulesDirectories(terminal, options.rules);
      const loaded = usableRules(terminal, directories, (faults) => printedJson(command, { ok: false, faults }));
      const { people, services, subscriptions, groups, schedules } = loaded.rules;
      const counts = {
        people: people.size,
        groups: groups.size,
        schedules: schedules.size,
        services: services.size,
        subscriptions: subscriptions.length,
      };
      if (printedJson(command, { ok: true, hash: loaded.rules.hash, counts, faults: loaded.faults })) return;
      for (const fault of loaded.faults) terminal.out(paint(terminal, 'yellow', formatFault(fault)));
      terminal.out(
        `${paint(terminal, 'green', 'ok')}: ${counts.people} people, ${counts.groups} groups, ${counts.schedules} schedules, ${counts.services} services, ${counts.subscriptions} subscriptions; every service reaches somebody at every time of the week`,
      );
    });
}

function addTest(rules: Command, { terminal, printedJson }: CommandContext): void {
  rules
    .command('test')
    .description('run the expectations of the rules; exit 1 when one fails')
    .option(...RULES_OPTION)
    .action((options: RulesOptions, command: Command) => {
      const { index } = usableRules(terminal, rulesDirectories(terminal, options.rules));
      const results = checkExpectations(index);
      const failed = results.filter((result) => !result.ok);
      const passed = results.length - failed.length;
      if (!printedJson(command, { passed, failed: failed.length, results })) printResults(terminal, results);
      if (failed.length > 0) throw new CliError(`${failed.length} of ${results.length} expectations failed`, 1);
    });
}

function printResults(terminal: Terminal, results: readonly ExpectationResult[]): void {
  for (const { name, origin, ok, problems } of results) {
    terminal.out(`${ok ? paint(terminal, 'green', 'ok    ') : paint(terminal, 'red', 'failed')}  ${name}`);
    for (const problem of problems) terminal.out(`        ${problem} (${origin})`);
  }
  const failed = results.filter((result) => !result.ok).length;
  terminal.out(`${results.length - failed} passed, ${failed} failed`);
}

function addExplain(rules: Command, context: CommandContext): void {
  rules
    .command('explain')
    .description('who would be paged for an alert by these rules, and why nobody else')
    .option(...RULES_OPTION)
    .requiredOption('--alert <file>', 'a generic alert, or the payload of any source; - reads standard input')
    .option('--at <instant>', 'as of then (default: now)')
    .option('--person <name>', 'answer about one person, in a sentence')
    .action(async (options: ExplainOptions, command: Command) => {
      printExplanation(context, command, await explainOffline(context.terminal, options), options.person);
    });
}
