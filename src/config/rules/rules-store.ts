import type { Rules, RulesFault, RulesState } from '../../domain/rules.js';
import type { RuleIndex } from '../../pipeline/route/rule-index.js';
import type { Clock, Log, RulesView } from '../../ports.js';
import { fingerprint } from './fingerprint.js';
import { keepLastGood } from './last-good.js';
import { loadRules } from './load-rules.js';
import { chooseAfterChange, chooseAtStart, type RulesInForce } from './rules-in-force.js';
import { createRulesListeners } from './rules-listeners.js';
import { watchFiles } from './watch-files.js';

/** The rules in force. They change as a whole, and only for a set without errors. */
export interface RulesStore extends RulesView {
  /** The rules in force, compiled. */
  index(): RuleIndex;
  /** Reads the files now (SIGHUP); the state afterwards. */
  reload(): RulesState;
  /** Called after other rules came into force. */
  onChange(listener: (rules: Rules, index: RuleIndex) => void): void;
  /** Called when the files are found broken, or broken otherwise than before; at once if they are broken now. */
  onBroken(listener: (faults: readonly RulesFault[]) => void): void;
  /** Called when broken files are right again. */
  onMended(listener: () => void): void;
  /** Stops watching the files. */
  close(): void;
}

export interface RulesStoreOptions {
  readonly directories: readonly string[];
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Serves `${env:X}` references; default: the environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How often the files are looked at, and how long they must rest before a change counts. */
  readonly pollMs?: number;
  readonly settleMs?: number;
}

/** The store, or all faults of the files where there is no last good set either. */
export type OpenedRules =
  | { readonly kind: 'opened'; readonly store: RulesStore }
  | { readonly kind: 'broken'; readonly faults: readonly RulesFault[] };

const POLL_MS = 2000;
const SETTLE_MS = 300;

/** Loads the rules and keeps them current: watches the files, keeps the last good set in `DATA_DIR/last-good-rules/`. */
export function createRulesStore(options: RulesStoreOptions): OpenedRules {
  const { directories, dataDir, clock } = options;
  const seen = fingerprint(directories, []);
  const start = chooseAtStart(loadRules(directories, options.env, clock.now()), dataDir, clock.now());
  if (start.kind === 'broken') return start;
  return { kind: 'opened', store: openStore(options, start.inForce, seen) };
}

function openStore(options: RulesStoreOptions, first: RulesInForce, seen: string): RulesStore {
  const { directories, clock, log, pollMs = POLL_MS, settleMs = SETTLE_MS } = options;
  const listeners = createRulesListeners(log);
  let inForce = first;
  const reload = (): RulesState => {
    const before = inForce;
    inForce = chooseAfterChange(before, loadRules(directories, options.env, clock.now()), clock.now());
    if (inForce.good !== before.good) keep(options, inForce);
    listeners.tell(before, inForce);
    return inForce.state;
  };
  if (first.state.origin === 'files') keep(options, first);
  listeners.tell(null, first);
  const close = watchFiles({
    look: () => fingerprint(directories, inForce.secretFiles),
    seen,
    pollMs,
    settleMs,
    onSettled: reload,
  });
  return {
    rules: () => inForce.good.rules,
    index: () => inForce.good.index,
    state: () => inForce.state,
    reload,
    onChange: listeners.onChange,
    onBroken: (listener) => listeners.onBroken(listener, inForce),
    onMended: listeners.onMended,
    close,
  };
}

function keep({ dataDir, log }: RulesStoreOptions, { good }: RulesInForce): void {
  try {
    keepLastGood(dataDir, good);
  } catch (cause) {
    log.error({ cause, dataDir }, 'cannot keep the last good rules: a restart with broken files would refuse to start');
  }
}
