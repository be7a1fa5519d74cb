import type { Alert } from '../../domain/alert.js';
import type { Journal } from '../../domain/journal.js';
import type { Log, Metrics } from '../../ports.js';
import { type BringDeps, createBringAlerts } from './bring-alerts.js';
import { decodeRecord, isTold } from './journal-record.js';
import { createRefusedEntries } from './refused-entries.js';
import type { ToldPeople } from './told-people.js';
import type { WaitingEntries } from './waiting-entries.js';

const chunkAlerts = 20_000;
/** A refusal that is over by then is nobody's business, ms. */
const tellAfterMs = 30_000;

export interface ReplayDeps extends BringDeps {
  readonly journal: Journal;
  readonly waiting: WaitingEntries;
  readonly told: ToldPeople;
  /** What the ledger has refused for half a minute although it takes others; none: it refuses nothing (any more). */
  readonly onRefused: (alerts: readonly Alert[]) => void;
  readonly now: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Brings into the ledger what the journal has and the ledger has not. */
export interface Replay {
  /** What failed while Redis was away. True: nothing of it is left but what the ledger refuses; false: it could not be finished. */
  run(): Promise<boolean>;
  /**
   * Everything that the journal still keeps (24 h): after a start, a new Redis or a fail-over the ledger may lack what it had
   * answered. Alerts that it knows are left alone.
   */
  scan(): Promise<boolean>;
}

interface Entry {
  readonly seq: number;
  readonly alerts: readonly Alert[];
}

/** An alert that the ledger refuses keeps no other one back, and is tried again. */
export function createReplay(deps: ReplayDeps): Replay {
  const { journal, waiting, told, log, metrics } = deps;
  const bringAlerts = createBringAlerts(deps);
  const refused = createRefusedEntries(deps.now);
  let last: Promise<boolean> = Promise.resolve(true);

  /** One after the other: whoever waits for it finds it done, or hears that it is not. */
  function inTurn(work: () => Promise<void>): Promise<boolean> {
    last = last
      .then(() => work())
      .then(
        () => true,
        (cause) => {
          log.warn({ cause }, 'the journal is not replayed yet: it is tried again');
          return false;
        },
      );
    return last;
  }

  async function run(): Promise<void> {
    const seqs = new Set([...refused.due(), ...waiting.toReplay().filter((seq) => !refused.rests(seq))]);
    if (seqs.size > 0) await runThrough(seqs);
    deps.onRefused(refused.refusedFor(tellAfterMs));
  }

  async function runThrough(seqs: ReadonlySet<number>): Promise<void> {
    const oldest = [...seqs].reduce((a, b) => Math.min(a, b));
    await learnTold(oldest);
    for await (const entries of chunks(oldest)) await bring(entries.filter(({ seq }) => seqs.has(seq)));
  }

  async function scan(): Promise<void> {
    await learnTold(0);
    for await (const entries of chunks(0)) await bring(entries);
  }

  /** Who was told stands behind the alerts that it is about. */
  async function learnTold(fromSeq: number): Promise<void> {
    for await (const { payload } of journal.read(fromSeq)) {
      const record = isTold(payload) ? decodeRecord(payload) : null;
      if (record?.kind === 'told') told.add(record.alertIds, record.person);
    }
  }

  /** Entries of alerts, some thousand alerts at a time. */
  async function* chunks(fromSeq: number): AsyncGenerator<Entry[]> {
    let entries: Entry[] = [];
    let size = 0;
    for await (const entry of entriesOf(journal, fromSeq)) {
      entries.push(entry);
      size += entry.alerts.length;
      if (size < chunkAlerts) continue;
      yield entries;
      entries = [];
      size = 0;
    }
    yield entries;
  }

  async function bring(entries: readonly Entry[]): Promise<void> {
    const { brought, refusals } = await bringAlerts(entries.flatMap(({ alerts }) => alerts));
    if (brought > 0) log.warn({ alerts: brought }, 'alerts of the journal replayed');
    metrics.count('alerts_replayed_total', {}, brought);
    for (const { alert, cause } of refusals) log.error({ cause, alert: alert.id }, 'the ledger refuses an alert');
    const ids = new Set(refusals.map(({ alert }) => alert.id));
    for (const { seq, alerts } of entries) {
      const left = alerts.filter(({ id }) => ids.has(id));
      if (left.length > 0) refused.add(seq, left);
      else settle(seq);
    }
  }

  function settle(seq: number): void {
    refused.delete(seq);
    waiting.applied(seq);
  }

  return { run: () => inTurn(run), scan: () => inTurn(scan) };
}

async function* entriesOf(journal: Journal, fromSeq: number): AsyncGenerator<Entry> {
  for await (const { seq, payload } of journal.read(fromSeq)) {
    const record = isTold(payload) ? null : decodeRecord(payload);
    if (record?.kind === 'alerts') yield { seq, alerts: record.alerts };
  }
}
