import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { Alert } from '../../src/domain/alert.js';
import type { Journal } from '../../src/domain/journal.js';
import { createKeepAlerts, type KeepDeps } from '../../src/engine/durability/keep-alerts.js';
import { createRepeats } from '../../src/engine/durability/repeats.js';
import { createReplay } from '../../src/engine/durability/replay.js';
import { createTellRefused } from '../../src/engine/durability/tell-refused.js';
import { createWaitingEntries } from '../../src/engine/durability/waiting-entries.js';
import { areUrgent, repeatsWhatIsKnown } from '../../src/engine/lanes.js';
import type { TriageAlert } from '../../src/engine/triage-alerts.js';
import { until } from '../harness/until.js';
import { createFaultyDisk, type FaultyDisk } from '../journal/faulty-disk.js';
import { createJournalFolder, type JournalFolder } from '../journal/journal-folder.js';
import { type Bench, startBench, type TestEngine } from './engines.js';

/** For each test: a fresh engine, and a journal on a disk that can fail. */
export interface GatedBench {
  readonly bench: Bench;
  readonly engine: TestEngine;
  readonly disk: FaultyDisk;
  /** A process with the journal of this test. */
  gate(options: Pick<KeepDeps, 'mostInMemory' | 'busyFrom'>): Promise<ReturnType<typeof gatedLedger>>;
  /** All of it once more, within a test. */
  anew(): Promise<void>;
}

export function useGatedLedger(): GatedBench {
  let bench: Bench;
  let engine: TestEngine;
  let folder: JournalFolder;
  let disk: FaultyDisk;

  async function open(): Promise<void> {
    engine = await bench.engine();
    folder = await createJournalFolder();
    disk = createFaultyDisk();
  }
  async function clear(): Promise<void> {
    await bench.clear();
    await folder.remove();
  }
  beforeAll(async () => {
    bench = await startBench();
  });
  afterAll(() => bench.stop());
  beforeEach(open);
  afterEach(clear);

  return {
    get bench() {
      return bench;
    },
    get engine() {
      return engine;
    },
    get disk() {
      return disk;
    },
    gate: async (options) => gatedLedger(engine, await folder.open({}, disk), options),
    async anew() {
      await clear();
      await open();
    },
  };
}

/** The way of an alert to a ledger that takes none between `shut` and `open`, and fails while it is told to refuse. */
function gatedLedger(engine: TestEngine, journal: Journal, options: Pick<KeepDeps, 'mostInMemory' | 'busyFrom'>) {
  const waiting = createWaitingEntries(journal);
  const { log, metrics, ledger, told, clock } = engine.deps;
  const asked: Alert[] = [];
  const emergency = { await: () => {} };
  let open = () => {};
  let opened = Promise.resolve();
  let refuses = (_alert: Alert): boolean => false;
  const refused: string[][] = [];
  const tellOps = createTellRefused(engine.ops);
  const triage: TriageAlert = async (alert, repeats) => {
    asked.push(alert);
    await opened;
    if (refuses(alert)) throw new Error('refused');
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
    /** Each of these fails from now on. */
    refuse(which: (alert: Alert) => boolean) {
      refuses = which;
    },
    /** Ids of what ops are told that the ledger refuses, run by run. */
    refused,
    atRest: () => until(() => (repeats.size() === 0 ? true : null), { describe: () => 'the line to be empty' }),
    replay: createReplay({
      ...{ journal, ledger, triage, waiting, told, log, metrics, now: clock.now },
      onRefused(alerts) {
        refused.push(alerts.map(({ id }) => id));
        tellOps(alerts);
      },
    }),
  };
}
