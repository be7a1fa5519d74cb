import type { CheckFacts } from '../../domain/check.js';
import type { SuppressedBecause } from '../../domain/explanation.js';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import { matchCheck } from '../route/match-check.js';
import type { RuleIndex } from '../route/rule-index.js';
import { findWindow, type WindowIndex } from '../suppress/window-index.js';

/** Failing checks, as windows leave them. */
interface Split {
  /** Those that no window covers; when there are none, those that windows only lower. */
  readonly open: readonly CheckFacts[];
  /** Why what is open is told by email only; null: it is paged in full. */
  readonly lowered: SuppressedBecause | null;
  /** Why nothing is open: the window of which the check is uncovered first, as paging starts then. */
  readonly suppressed: SuppressedBecause | null;
}

/** Sorts checks as the pipeline does: covered, lowered, or open. */
export function splitByWindows(question: {
  readonly index: RuleIndex;
  readonly windows: WindowIndex;
  readonly checks: readonly CheckFacts[];
  readonly now: number;
}): Split {
  const { index, windows, now } = question;
  const covers = question.checks.map((facts) => ({
    facts,
    window: findWindow(windows, facts, matchCheck(index, facts).services, now),
  }));
  const open = covers.filter(({ window }) => window === null);
  if (open.length > 0) return { open: open.map(factsIn), lowered: null, suppressed: null };
  const eased = covers.filter(({ window }) => window?.effect === 'email-only');
  const first = firstToEnd((eased.length > 0 ? eased : covers).flatMap(({ window }) => window ?? []));
  const because = first === null ? null : becauseOf(first);
  return eased.length > 0
    ? { open: eased.map(factsIn), lowered: because, suppressed: null }
    : { open: [], lowered: null, suppressed: because };
}

function factsIn({ facts }: { readonly facts: CheckFacts }): CheckFacts {
  return facts;
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
