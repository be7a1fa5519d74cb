import type { Alert } from '../../domain/alert.js';
import type { Journal } from '../../domain/journal.js';
import type { Clock, Log } from '../../ports.js';
import type { TriageAlert } from '../triage-alerts.js';
import type { Emergency } from './emergency.js';
import { encodeRecord } from './journal-record.js';
import type { Repeats } from './repeats.js';
import type { WaitingEntries } from './waiting-entries.js';

/** How long an answer waits for the ledger alone, ms; after that the journal is enough. */
const ledgerPatienceMs = 150;
/** A disk that does not answer for so long stores nothing, ms: from then on the journal itself refuses at once. */
const journalPatienceMs = 5000;
/** Alerts that wait for the ledger in memory; beyond that, those that are not urgent wait in the journal alone. */
const mostInMemory = 50_000;
/** With so many on their way to the ledger, those that only repeat what is known stand in line. */
const busyFrom = 32;

/** Makes the alerts of one request durable; resolves with their ids as soon as they are, rejects when nothing can store them. */
export type KeepAlerts = (alerts: readonly Alert[]) => Promise<readonly string[]>;

export interface KeepDeps {
  readonly triage: TriageAlert;
  readonly journal: Journal;
  readonly waiting: WaitingEntries;
  readonly repeats: Repeats;
  readonly emergency: Pick<Emergency, 'await'>;
  /** Whether they page anybody or stop a page. */
  readonly areUrgent: (alerts: readonly Alert[]) => boolean;
  /** Whether it says only what is known of its check. */
  readonly isRepeat: (alert: Alert) => boolean;
  /** Whether an answer of the ledger survives a power loss (AOF `always`), as far as is known now. */
  readonly ledgerIsDurable: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly mostInMemory?: number;
  readonly busyFrom?: number;
}

/**
 * Journal and ledger at once. The answer waits for the ledger where that is durable and quick; else for the journal's disk
 * sync, and the alerts are brought into the ledger behind it. While much is under way, an alert that says nothing new is the
 * journal's alone until its turn comes.
 */
export function createKeepAlerts(deps: KeepDeps): KeepAlerts {
  const { triage, journal, waiting, repeats, emergency, log } = deps;
  const most = deps.mostInMemory ?? mostInMemory;
  const busy = deps.busyFrom ?? busyFrom;
  let inMemory = 0;

  /** The journal only: the replay brings them in when it comes to them. False where it cannot store them. */
  async function putAside(alerts: readonly Alert[]): Promise<boolean> {
    const { seq, durable } = journal.append(encodeRecord({ v: 1, kind: 'alerts', alerts: [...alerts] }), false);
    waiting.add(seq);
    const kept = await isOnDisk(durable);
    if (kept) waiting.failed(seq);
    else waiting.applied(seq);
    return kept;
  }

  /** The ledger has time; without the journal its word is waited for, and comes as soon as it can. */
  async function keepRepeat(alert: Alert): Promise<string> {
    const { seq, durable } = journal.append(encodeRecord({ v: 1, kind: 'alerts', alerts: [alert] }), false);
    waiting.add(seq);
    const decided = repeats.add(alert, seq);
    forgetRefused(seq, durable, decided);
    if (!(await isOnDisk(durable))) {
      repeats.hasten(alert.checkKey);
      await decided;
    }
    return alert.id;
  }

  /** Neither took it: its sender hears so and sends it again, and the journal has nothing to replay. */
  function forgetRefused(seq: number, durable: Promise<unknown>, decided: Promise<unknown>): void {
    durable.catch(() => decided.catch(() => waiting.applied(seq)));
  }

  /** Both ways at once; a failed commit is the replay's from then on. */
  function begin(alerts: readonly Alert[]) {
    const { seq, durable } = journal.append(
      encodeRecord({ v: 1, kind: 'alerts', alerts: [...alerts] }),
      deps.ledgerIsDurable(),
    );
    waiting.add(seq);
    inMemory += alerts.length;
    const decided = Promise.all(alerts.map((alert) => triage(alert)));
    decided.then(
      () => {
        inMemory -= alerts.length;
        waiting.applied(seq);
      },
      (cause) => {
        inMemory -= alerts.length;
        waiting.failed(seq);
        emergency.await(alerts);
        log.debug({ cause, alerts: alerts.length }, 'alerts wait in the journal until the ledger takes them');
      },
    );
    forgetRefused(seq, durable, decided);
    return { decided, durable };
  }

  /** One of several alerts is not worth a look: they share a request, and mostly a commit. */
  function isLeisurely([alert, ...more]: readonly Alert[]): boolean {
    return alert !== undefined && more.length === 0 && inMemory + repeats.size() >= busy && deps.isRepeat(alert);
  }

  async function keepNow(alerts: readonly Alert[]): Promise<readonly string[]> {
    for (const { checkKey } of alerts) repeats.hasten(checkKey);
    const { decided, durable } = begin(alerts);
    const ids = await inTime(decided, ledgerPatienceMs);
    if (ids !== null && deps.ledgerIsDurable()) return ids;
    // Without the journal there is nothing but the ledger's own word, however long it takes or whatever it is worth.
    return (await isOnDisk(durable)) ? (ids ?? alerts.map(({ id }) => id)) : decided;
  }

  return async (alerts) => {
    if (isLeisurely(alerts)) return Promise.all(alerts.map(keepRepeat));
    if (inMemory >= most && !deps.areUrgent(alerts) && (await putAside(alerts))) return alerts.map(({ id }) => id);
    return keepNow(alerts);
  };
}

async function isOnDisk(durable: Promise<unknown>): Promise<boolean> {
  return (
    (await inTime(
      durable.then(() => true),
      journalPatienceMs,
    )) === true
  );
}

/** What the promise gives in time; null when it fails or takes longer. */
function inTime<T>(promise: Promise<T>, patienceMs: number): Promise<T | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), patienceMs);
    const done = (value: T | null): void => {
      clearTimeout(timer);
      resolve(value);
    };
    promise.then(done, () => done(null));
  });
}
