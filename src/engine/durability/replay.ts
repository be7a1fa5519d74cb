import type { Alert } from '../../domain/alert.js';
import type { Journal } from '../../domain/journal.js';
import type { Log, Metrics } from '../../ports.js';
import type { Ledger } from '../../ports-ledger.js';
import type { TriageAlert } from '../triage-alerts.js';
import { decodeRecord, isTold } from './journal-record.js';
import type { ToldPeople } from './told-people.js';
import type { WaitingEntries } from './waiting-entries.js';

const chunkAlerts = 20_000;
const checksAtOnce = 200;
const idsAtOnce = 1000;

export interface ReplayDeps {
  readonly journal: Journal;
  readonly ledger: Pick<Ledger, 'unknownAlerts'>;
  readonly triage: TriageAlert;
  readonly waiting: WaitingEntries;
  readonly told: ToldPeople;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Brings into the ledger what the journal has and the ledger has not. */
export interface Replay {
  /** What failed while Redis was away. False: it could not be finished. */
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

/**
 * The alerts of one check are decided together, in their order, and the check heard of last comes first: only the newest
 * state can page, stale ones are recorded.
 */
export function createReplay(deps: ReplayDeps): Replay {
  const { journal, ledger, waiting, told, log, metrics } = deps;
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
    const seqs = new Set(waiting.toReplay());
    const [oldest] = seqs;
    if (oldest === undefined) return;
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
    const unknown = await findUnknown(entries.flatMap(({ alerts }) => alerts));
    const byCheck = groupByCheck(unknown);
    if (unknown.length > 0) log.warn({ alerts: unknown.length }, 'replaying alerts of the journal');
    for (let n = 0; n < byCheck.length; n += checksAtOnce) {
      await Promise.all(
        byCheck.slice(n, n + checksAtOnce).flatMap((alerts) => alerts.map((alert) => deps.triage(alert))),
      );
    }
    metrics.count('alerts_replayed_total', {}, unknown.length);
    for (const { seq } of entries) waiting.applied(seq);
  }

  async function findUnknown(alerts: readonly Alert[]): Promise<Alert[]> {
    const unknown: Alert[] = [];
    for (let n = 0; n < alerts.length; n += idsAtOnce) {
      const some = alerts.slice(n, n + idsAtOnce);
      const ids = new Set(await ledger.unknownAlerts(some.map(({ id }) => id)));
      unknown.push(...some.filter(({ id }) => ids.has(id)).map((alert) => ({ ...alert, spooled: true })));
    }
    return unknown;
  }

  return { run: () => inTurn(run), scan: () => inTurn(scan) };
}

async function* entriesOf(journal: Journal, fromSeq: number): AsyncGenerator<Entry> {
  for await (const { seq, payload } of journal.read(fromSeq)) {
    const record = isTold(payload) ? null : decodeRecord(payload);
    if (record?.kind === 'alerts') yield { seq, alerts: record.alerts };
  }
}

/** The alerts of each check in their order; the check with the newest alert first. */
function groupByCheck(alerts: readonly Alert[]): Alert[][] {
  const byCheck = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const group = byCheck.get(alert.checkKey) ?? [];
    group.push(alert);
    byCheck.delete(alert.checkKey);
    byCheck.set(alert.checkKey, group);
  }
  return [...byCheck.values()].reverse();
}
