import { type Command, Option } from 'commander';
import { CliError } from '../cli-error.js';
import { instantOption } from '../instant-option.js';

/** What a command says of the checks that a window covers, beside services. */
export interface MatchOptions {
  readonly match: readonly string[];
  readonly everything?: boolean;
}

/** What a command says of a window that is to be opened. */
export interface WindowOptions extends MatchOptions {
  readonly for?: string;
  readonly startsAt?: string;
  readonly endsAt?: string;
  readonly reason: string;
  readonly effect?: string;
  readonly confirm?: string;
  readonly by?: string;
}

/** Adds what says which checks. */
export function addMatchOptions(command: Command): Command {
  return command
    .option(
      '--match <field=pattern>',
      'checks it covers: source, host, check, severity, or a label; may be repeated',
      (value: string, earlier: readonly string[]) => [...earlier, value],
      [],
    )
    .option('--everything', 'all checks of all services: for ops, and to be confirmed');
}

/** Adds what says which checks, until when and how. */
export function addScopeOptions(command: Command): Command {
  return addMatchOptions(command)
    .option('--for <duration>', 'how long, such as 30m or 2h')
    .option('--ends-at <instant>', 'its end, instead of --for')
    .addOption(
      new Option('--effect <effect>', 'no page at all, or mails only and no escalation')
        .choices(['suppress', 'email-only'])
        .default('suppress'),
    )
    .option('--confirm <code>', 'that a window which covers everything is meant: the code of its preview')
    .option('--by <person>', 'who opens it, where ADMIN_TOKEN asks; else who signed in');
}

/** The request's body. */
export function windowBody(services: readonly string[], options: WindowOptions): Readonly<Record<string, unknown>> {
  const { reason, effect, confirm, by } = options;
  const match = matchersOf(options);
  return {
    services,
    reason,
    effect,
    confirm,
    by,
    for: options.for,
    startsAt: options.startsAt === undefined ? undefined : instantOption('--starts-at', options.startsAt),
    endsAt: options.endsAt === undefined ? undefined : instantOption('--ends-at', options.endsAt),
    ...(match.length === 0 ? {} : { match }),
  };
}

/** The matchers of the request. */
export function matchersOf({ match, everything }: MatchOptions): readonly Record<string, unknown>[] {
  if (everything === true) return [{ check: '*' }];
  return match.length === 0 ? [] : [matcherOf(match)];
}

const FIELDS = new Set(['source', 'host', 'check', 'service', 'severity']);

function matcherOf(pairs: readonly string[]): Record<string, unknown> {
  const matcher: Record<string, unknown> = {};
  const labels: Record<string, string> = {};
  for (const pair of pairs) {
    const [, field, pattern] = /^([^=]+)=(.+)$/s.exec(pair) ?? [];
    if (field === undefined || pattern === undefined)
      throw new CliError(`--match ${pair}: expected field=pattern, such as host=wtp*`, 2);
    if (FIELDS.has(field)) matcher[field] = pattern;
    else labels[field] = pattern;
  }
  return Object.keys(labels).length === 0 ? matcher : { ...matcher, labels };
}
