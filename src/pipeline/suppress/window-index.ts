import type { CheckFacts } from '../../domain/check.js';
import { type MaintenanceWindow, windowState } from '../../domain/maintenance-window.js';
import type { Matcher } from '../../domain/matcher.js';
import type { RecurringWindow } from '../../domain/rules.js';
import { subjectOf } from '../route/compile-matcher.js';
import { buildMatcherIndex, findMatches, type IndexEntry, type MatcherIndex } from '../route/matcher-index.js';
import { entriesOf, type RuleIndex } from '../route/rule-index.js';
import { asWindow, occurrencesAround, recurringBeside } from './recurring.js';

/** The occurrence of something at an instant; null: none then. */
type ActiveAt = (now: number) => MaintenanceWindow | null;

/** Windows by what they cover, so that those which do not concern a check cost it nothing. */
export interface WindowIndex {
  /** By number: what of the window is active at an instant. */
  readonly active: readonly ActiveAt[];
  readonly byService: ReadonlyMap<string, readonly number[]>;
  readonly byMatch: MatcherIndex;
}

/** Windows that people opened, and the recurring ones of the rules and of people. */
export function compileWindows(
  index: RuleIndex,
  windows: readonly MaintenanceWindow[],
  made: readonly RecurringWindow[] = [],
): WindowIndex {
  return indexWindows(windows, recurringBeside(windows, [...index.rules.maintenance, ...made]));
}

/** As `compileWindows`, with exactly these recurring windows. */
export function indexWindows(
  windows: readonly MaintenanceWindow[],
  recurring: readonly RecurringWindow[],
): WindowIndex {
  const covers = [...windows, ...recurring];
  const byService = new Map<string, number[]>();
  for (const [number, { services }] of covers.entries()) {
    for (const service of new Set(services)) {
      const there = byService.get(service);
      if (there === undefined) byService.set(service, [number]);
      else there.push(number);
    }
  }
  return {
    active: [...windows.map(onceActive), ...recurring.map(recurrentlyActive)],
    byService,
    byMatch: buildMatcherIndex(covers.flatMap(({ match }, number) => match.flatMap((one) => readable(one, number)))),
  };
}

/**
 * The active window that covers a check, by any of its services or by a matcher; of several one that suppresses, then
 * the one that ends last.
 * `services`: those of the check, as `matchCheck` says.
 */
export function findWindow(
  index: WindowIndex,
  facts: CheckFacts,
  services: readonly string[],
  now: number,
): MaintenanceWindow | null {
  const numbers = new Set<number>();
  for (const service of services) for (const number of index.byService.get(service) ?? []) numbers.add(number);
  findMatches(index.byMatch, subjectOf(facts, services), (owner) => numbers.add(owner));
  let latest: MaintenanceWindow | null = null;
  for (const number of numbers) {
    const window = index.active[number]?.(now) ?? null;
    if (window !== null && (latest === null || outdoes(window, latest))) latest = window;
  }
  return latest;
}

function outdoes(window: MaintenanceWindow, other: MaintenanceWindow): boolean {
  if (window.effect !== other.effect) return window.effect === 'suppress';
  return window.endsAt > other.endsAt;
}

/** A matcher that cannot be compiled covers nothing: one broken window must not keep all others, and all pages, from working. */
function readable(matcher: Matcher, owner: number): readonly IndexEntry[] {
  try {
    return entriesOf([matcher], owner);
  } catch {
    return [];
  }
}

function onceActive(window: MaintenanceWindow): ActiveAt {
  return (now) => (windowState(window, now) === 'active' ? window : null);
}

/** Keeps its answer until it can change: the calendar is slow, and a storm asks again and again. */
function recurrentlyActive(recurring: RecurringWindow): ActiveAt {
  let known = { from: 0, until: 0, window: null as MaintenanceWindow | null };
  return (now) => {
    if (now < known.from || now >= known.until) known = { from: now, ...activeSpan(recurring, now) };
    return known.window;
  };
}

/** The occurrence active now that ends last, or none; and until when this stays so. */
function activeSpan(
  recurring: RecurringWindow,
  now: number,
): { readonly until: number; readonly window: MaintenanceWindow | null } {
  const around = occurrencesAround(recurring, now);
  const next = around.find(({ startsAt }) => startsAt > now)?.startsAt ?? Number.POSITIVE_INFINITY;
  const current = around.findLast(({ startsAt, endsAt }) => startsAt <= now && now < endsAt);
  if (current === undefined) return { until: next, window: null };
  return { until: Math.min(current.endsAt, next), window: asWindow(recurring, current) };
}
