import type { RecurringWindow } from '../domain/rules.js';
import type { Override } from '../domain/schedule.js';
import { overrideRules, type RuleIndex } from '../pipeline/route/rule-index.js';
import { compileWindows, type WindowIndex } from '../pipeline/suppress/window-index.js';
import type { Clock, KeptWindows } from '../ports.js';
import type { AddedMethodStore } from '../ports-access.js';
import type { OverrideLedger, RecurringLedger, WindowLedger } from '../ports-ledger.js';
import { createReachableRules } from './reachable-rules.js';

/** The maintenance windows and overrides in force, compiled, with the epoch that a commit must find unchanged. */
export interface CurrentWindows {
  get(): { readonly epoch: number; readonly index: WindowIndex };
  /** The rules in force, with the overrides of their schedules. Never older than the epoch that `get` gave before. */
  rules(): RuleIndex;
  /** Recurring windows that people made. */
  recurring(): readonly RecurringWindow[];
  /** Reads them again from the ledger. */
  refresh(): Promise<void>;
}

type Windows = Awaited<ReturnType<WindowLedger['readCurrent']>>;
interface Overrides {
  /** Null: never read. */
  readonly epoch: number | null;
  readonly overrides: readonly Override[];
}

/** No commit finds it: what was decided by windows from before the start is decided again. */
const epochBefore = -1;

/**
 * Holds both as last read; compiles them anew when they or the rules have changed. Until they are read for the first time,
 * the windows that `kept` has from before the start are in force: a deploy that was announced pages nobody.
 */
export function createCurrentWindows(deps: {
  readonly windows: Pick<WindowLedger, 'readCurrent'>;
  readonly overrides: Pick<OverrideLedger, 'readCurrent'>;
  readonly made: Pick<RecurringLedger, 'readCurrent'>;
  readonly added: Pick<AddedMethodStore, 'readCurrent'>;
  readonly index: () => RuleIndex;
  readonly clock: Clock;
  readonly kept: KeptWindows;
}): CurrentWindows {
  let windows: Windows = { epoch: epochBefore, windows: deps.kept.read() };
  let overrides: Overrides = { epoch: null, overrides: [] };
  let made: { readonly epoch: number | null; readonly recurring: readonly RecurringWindow[] } = {
    epoch: null,
    recurring: [],
  };
  const reachable = createReachableRules(deps.index, deps.added);
  let compiled: {
    readonly of: Windows;
    readonly rules: RuleIndex;
    readonly made: typeof made;
    readonly index: WindowIndex;
  } | null = null;
  let overridden: { readonly of: readonly Override[]; readonly base: RuleIndex; readonly index: RuleIndex } | null =
    null;

  function rules(): RuleIndex {
    const base = reachable.rules();
    const of = overrides.overrides;
    if (base.schedules.size === 0) return base;
    if (overridden === null || overridden.of !== of || overridden.base !== base) {
      overridden = { of, base, index: overrideRules(base, of) };
    }
    return overridden.index;
  }

  return {
    rules,
    recurring: () => made.recurring,
    get() {
      const index = rules();
      if (compiled?.of !== windows || compiled.rules !== index || compiled.made !== made) {
        compiled = { of: windows, rules: index, made, index: compileWindows(index, windows.windows, made.recurring) };
      }
      // Both have one epoch: what was read before a change in between is not yet of the later one.
      return {
        epoch: Math.min(windows.epoch, overrides.epoch ?? 0, made.epoch ?? 0, reachable.epoch() ?? 0),
        index: compiled.index,
      };
    },
    async refresh() {
      const [freshWindows, fresh, freshMade] = await Promise.all([
        deps.windows.readCurrent(deps.clock.now()),
        deps.overrides.readCurrent(overrides.epoch),
        deps.made.readCurrent(made.epoch),
        reachable.refresh(),
      ]);
      if (freshWindows.epoch !== windows.epoch || freshWindows.windows.length !== windows.windows.length) {
        windows = freshWindows;
        deps.kept.keep(freshWindows.windows);
      }
      if (freshMade.recurring !== null) {
        made = { epoch: freshMade.epoch, recurring: freshMade.recurring.map((one) => ({ ...one, name: one.id })) };
      }
      const changed = fresh.overrides !== null && !isSame(fresh.overrides, overrides.overrides);
      overrides = { epoch: fresh.epoch, overrides: changed ? (fresh.overrides ?? []) : overrides.overrides };
    },
  };
}

/** A change of windows alone must not cost what was worked out of the rules. */
function isSame(some: readonly Override[], others: readonly Override[]): boolean {
  return (
    some.length === others.length && some.every(({ id, rev }, n) => others[n]?.id === id && others[n]?.rev === rev)
  );
}
