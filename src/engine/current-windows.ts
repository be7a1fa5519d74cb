import type { RuleIndex } from '../pipeline/route/rule-index.js';
import { compileWindows, type WindowIndex } from '../pipeline/suppress/window-index.js';
import type { Clock, KeptWindows } from '../ports.js';
import type { WindowLedger } from '../ports-ledger.js';

/** The maintenance windows in force, compiled, with the epoch that a commit must find unchanged. */
export interface CurrentWindows {
  get(): { readonly epoch: number; readonly index: WindowIndex };
  /** Reads them again from the ledger. */
  refresh(): Promise<void>;
}

/** No commit finds it: what was decided by windows from before the start is decided again. */
const epochBefore = -1;

/**
 * Holds the windows as last read; compiles them anew when they or the rules have changed. Until they are read for the first
 * time, those that `kept` has from before the start are in force: a deploy that was announced pages nobody.
 */
export function createCurrentWindows(deps: {
  readonly windows: WindowLedger;
  readonly index: () => RuleIndex;
  readonly clock: Clock;
  readonly kept: KeptWindows;
}): CurrentWindows {
  let read: Awaited<ReturnType<WindowLedger['readCurrent']>> = {
    epoch: epochBefore,
    windows: deps.kept.read(),
  };
  let compiled: { readonly of: typeof read; readonly rules: RuleIndex; readonly index: WindowIndex } | null = null;

  return {
    get() {
      const rules = deps.index();
      if (compiled === null || compiled.of !== read || compiled.rules !== rules) {
        compiled = { of: read, rules, index: compileWindows(rules, read.windows) };
      }
      return { epoch: read.epoch, index: compiled.index };
    },
    async refresh() {
      const fresh = await deps.windows.readCurrent(deps.clock.now());
      if (fresh.epoch === read.epoch && fresh.windows.length === read.windows.length) return;
      read = fresh;
      deps.kept.keep(fresh.windows);
    },
  };
}
