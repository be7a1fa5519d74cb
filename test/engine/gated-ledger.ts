import type { Alert } from '../../src/domain/alert.js';
import type { Journal } from '../../src/domain/journal.js';
import { createKeepAlerts, type KeepDeps } from '../../src/engine/durability/keep-alerts.js';
import { createRepeats } from '../../src/engine/durability/repeats.js';
import { createReplay } from '../../src/engine/durability/replay.js';
import { createWaitingEntries } from '../../src/engine/durability/waiting-entries.js';
import { areUrgent, repeatsWhatIsKnown } from '../../src/engine/lanes.js';
import type { TriageAlert } from '../../src/engine/triage-alerts.js';
import { until } from '../harness/until.js';
import type { TestEngine } from './engines.js';

/** The way of an alert to a ledger that takes none between `shut` and `open`, and fails while it is told to refuse. */
export function gatedLedger(
  engine: TestEngine,
  journal: Journal,
  options: Pick<KeepDeps, 'mostInMemory' | 'busyFrom'>,
) {
  const waiting = createWaitingEntries(journal);
  const { log, metrics, ledger, told, clock } = engine.deps;
  const asked: Alert[] = [];
  const emergency = { await: () => {} };
  let open = () => {};
  let opened = Promise.resolve();
  let refusing = false;
  const triage: TriageAlert = async (alert, repeats) => {
    asked.push(alert);
    await opened;
    if (refusing) throw new Error('Redis is away');
    return engine.triage(alert, repeats);
  };
  const repeats = createRepeats({ triage, waiting, emergency });
  const keep = createKeepAlerts({
    ...{ triage, journal, waiting, repeats, emergency, clock, log, ...options },
    areUrgent: (alerts) => areUrgent(engine.deps, alerts),
    isRepeat: (alert) => repeatsWhatIsKnown(engine.deps, alert),
    ledgerIsDurable: () => true,
  });
  return {
    ...{ keep, asked, waiting, repeats },
    shut() {
      asked.length = 0;
      opened = new Promise((resolve) => {
        open = resolve;
      });
    },
    open: () => open(),
    refuse(is: boolean) {
      refusing = is;
    },
    atRest: () => until(() => (repeats.size() === 0 ? true : null), { describe: () => 'the line to be empty' }),
    replay: createReplay({ journal, ledger, triage, waiting, told, log, metrics }),
  };
}
