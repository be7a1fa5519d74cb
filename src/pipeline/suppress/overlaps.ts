import type { CheckFacts } from '../../domain/check.js';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import type { Matcher, Pattern } from '../../domain/matcher.js';
import type { RecurringWindow } from '../../domain/rules.js';
import type { RuleIndex } from '../route/rule-index.js';
import { asWindow, occurrencesBetween, recurringBeside, recurringNameOf } from './recurring.js';
import { compileScope, type Scope, unknownCheckOf } from './window-scope.js';

/** Windows among which others at the same time are looked for. */
export interface Others {
  /** As `readCurrent` of the ledger gives them. */
  readonly windows: readonly MaintenanceWindow[];
  /** Those that people made; those of the rules are known. */
  readonly recurring: readonly RecurringWindow[];
  /** Id of the window itself, where it is there already: neither it nor another time of the same recurring one is an other. */
  readonly ignore?: string | undefined;
}

/**
 * The other windows at its time that cover some of what a window covers, as far as one can tell by services, by matchers (what
 * each of them would fit), and by checks that are known, where some are given.
 */
export function overlapsOf(
  index: RuleIndex,
  window: Scope & { readonly startsAt: number; readonly endsAt: number },
  { windows, recurring, ignore = '', known = [] }: Others & { readonly known?: readonly CheckFacts[] },
): readonly MaintenanceWindow[] {
  const covers = compileScope(index, window);
  const own = [...known, ...examplesOf(index, window)].filter(covers);
  const occurrences = recurringBeside(windows, [...index.rules.maintenance, ...recurring]).flatMap((one) =>
    occurrencesBetween(one, window.startsAt, window.endsAt).map((occurrence) => asWindow(one, occurrence)),
  );
  const same = recurringNameOf(ignore);
  return [...windows, ...occurrences].filter((other) => {
    if (other.id === ignore || (same !== null && recurringNameOf(other.id) === same)) return false;
    if (other.endsAt <= window.startsAt || other.startsAt >= window.endsAt) return false;
    const coversToo = compileScope(index, other);
    return own.some(coversToo) || examplesOf(index, other).some((facts) => covers(facts) && coversToo(facts));
  });
}

/** Checks that there might be: one of each service of the rules and one for each matcher. */
function examplesOf({ rules }: RuleIndex, { match }: Scope): readonly CheckFacts[] {
  return [...[...rules.services.keys()].map(unknownCheckOf), ...match.map(exampleOf)];
}

function exampleOf({ source, host, check, service, labels = {} }: Matcher): CheckFacts {
  return {
    ...unknownCheckOf(textOf(service) || null),
    source: textOf(source),
    host: textOf(host) || null,
    check: textOf(check) || null,
    labels: Object.fromEntries(Object.entries(labels).map(([name, pattern]) => [name, textOf(pattern)])),
  };
}

/** A text that fits a pattern, unless it is one that says what it is not, or a regular expression: then none. */
function textOf(pattern: Pattern | undefined): string {
  const [first = ''] = [pattern ?? []].flat();
  return /^[!/]/.test(first) ? '' : first.replaceAll('*', '').replaceAll('?', 'x');
}
