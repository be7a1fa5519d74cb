import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Alert } from '../../src/domain/alert.js';
import { createKeepAlerts } from '../../src/engine/durability/keep-alerts.js';
import { createReplay } from '../../src/engine/durability/replay.js';
import { createWaitingEntries } from '../../src/engine/durability/waiting-entries.js';
import type { TriageAlert } from '../../src/engine/triage-alerts.js';
import { createFaultyDisk, type FaultyDisk } from '../journal/faulty-disk.js';
import { createJournalFolder, type JournalFolder } from '../journal/journal-folder.js';
import { buildAlert } from '../pipeline/decide/evening.js';
import { type Bench, startBench, type TestEngine } from './engines.js';

const MOST = 3;

let bench: Bench;
let engine: TestEngine;
let folder: JournalFolder;
let disk: FaultyDisk;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  engine = await bench.engine();
  folder = await createJournalFolder();
  disk = createFaultyDisk();
});
afterEach(async () => {
  await bench.clear();
  await folder.remove();
});

/** The way of an alert, with a ledger that takes none before `open` is called. */
async function slowLedger() {
  const journal = await folder.open({}, disk);
  const waiting = createWaitingEntries(journal);
  const { log, metrics, ledger, told, clock } = engine.deps;
  const asked: Alert[] = [];
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const triage: TriageAlert = async (alert) => {
    asked.push(alert);
    await opened;
    return engine.triage(alert);
  };
  const keep = createKeepAlerts({
    ...{ triage, journal, waiting, clock, log, mostInMemory: MOST },
    emergency: { await: () => {} },
    ledgerIsDurable: () => true,
  });
  return { keep, asked, waiting, open, replay: createReplay({ journal, ledger, triage, waiting, told, log, metrics }) };
}

const alertOf = (n: number) => buildAlert({ check: `web${n}/http` });

describe('a ledger that cannot keep up', () => {
  it('fills the journal, not the memory, and gets every alert in the end', async () => {
    const { keep, asked, waiting, open, replay } = await slowLedger();
    const alerts = Array.from({ length: 8 }, (_, n) => alertOf(n));

    const answers = [];
    for (const alert of alerts) answers.push(await keep([alert]));
    const inMemory = asked.length;
    const aside = waiting.toReplay().length;
    open();
    const done = await replay.run();
    const rows = await Promise.all(alerts.map(({ id }) => engine.deps.ledger.readAlert(id)));

    expect(answers).toEqual(alerts.map(({ id }) => [id]));
    expect([inMemory, aside]).toEqual([MOST, alerts.length - MOST]);
    expect([done, waiting.toReplay()]).toEqual([true, []]);
    expect(rows.map((row) => row?.outcome)).toEqual(['paged', 'paged', 'paged', ...Array(5).fill('recorded')]);
    expect(new Set(rows.map((row) => row?.incidentId)).size).toBe(1);
  });

  it('is waited for by every alert where the disk cannot store', async () => {
    const { keep, asked, open } = await slowLedger();
    await Promise.all(Array.from({ length: MOST }, (_, n) => keep([alertOf(n)])));
    disk.limitSpace(0);

    const answer = keep([alertOf(MOST)]);
    setTimeout(open, 300);

    expect(await answer).toHaveLength(1);
    expect(asked).toHaveLength(MOST + 1);
  });
});
