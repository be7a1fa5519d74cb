import type { CheckFacts } from '../../domain/check.js';
import type { SuppressedBecause } from '../../domain/explanation.js';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import { matchCheck } from '../route/match-check.js';
import type { RuleIndex } from '../route/rule-index.js';
import { findWindow, type WindowIndex } from '../suppress/window-index.js';

/**
 * The checks that no window covers. When there are none, why nobody is paged: the window of which the check is uncovered
 * first, as paging starts then.
 */
export function splitByWindows(question: {
  readonly index: RuleIndex;
  readonly windows: WindowIndex;
  readonly checks: readonly CheckFacts[];
  readonly now: number;
}): { readonly open: readonly CheckFacts[]; readonly suppressed: SuppressedBecause | null } {
  const { index, windows, now } = question;
  const covers = question.checks.map((facts) => ({
    facts,
    window: findWindow(windows, facts, matchCheck(index, facts).services, now),
  }));
  const open = covers.filter(({ window }) => window === null).map(({ facts }) => facts);
  const first = firstToEnd(covers.map(({ window }) => window).filter((window) => window !== null));
  return { open, suppressed: open.length === 0 && first !== null ? becauseOf(first) : null };
}

function firstToEnd(windows: readonly MaintenanceWindow[]): MaintenanceWindow | null {
  return windows.reduce<MaintenanceWindow | null>(
    (first, window) => (first === null || window.endsAt < first.endsAt ? window : first),
    null,
  );
}

function becauseOf(window: MaintenanceWindow): SuppressedBecause {
  const until = new Date(window.endsAt).toISOString();
  return { reason: `maintenance window "${window.reason}"`, id: window.id, until };
}
