import type { Alert, Repeat } from '../../domain/alert.js';
import type { TriageAlert } from '../triage-alerts.js';
import type { Emergency } from './emergency.js';
import type { WaitingEntries } from './waiting-entries.js';

/** So many checks go on at once: a run of the ledger's script. */
const checksAtOnce = 48;
/** Between them, ms: meanwhile more comes for those that are left, and costs nothing of its own. */
const breathMs = 200;
/** Of one check in one commit. */
const mostRepeats = 100;

/** Alerts that the journal has answered for, and that say what is known already: they stand in line, one place for a check. */
export interface Repeats {
  /** `seq`: of its journal entry. Resolves when it is in the ledger; rejects when that refuses it. */
  add(alert: Alert, seq: number): Promise<void>;
  /** What waits for this check goes on now: something else comes behind it. */
  hasten(checkKey: string): void;
  /** Checks that wait, or are being decided. */
  size(): number;
  /** Resolves when what waits now is decided, or left to the replay. */
  settle(): Promise<void>;
}

export interface RepeatsDeps {
  readonly triage: TriageAlert;
  readonly waiting: Pick<WaitingEntries, 'applied' | 'failed'>;
  readonly emergency: Pick<Emergency, 'await'>;
}

interface Place {
  newest: Alert;
  readonly earlier: Repeat[];
  readonly seqs: number[];
  /** What becomes of it, whoever waits for that. */
  readonly end: PromiseWithEnds;
}

/** Only the newest of a check is decided, the others go along with it: the more come, the less each costs. */
export function createRepeats({ triage, waiting, emergency }: RepeatsDeps): Repeats {
  const line = new Map<string, Place>();
  const underWay = new Set<Promise<void>>();
  let serving = false;

  async function serve(): Promise<void> {
    serving = true;
    while (line.size > 0) {
      await Promise.all([...line.keys()].slice(0, checksAtOnce).map(bring));
      if (line.size > 0) await new Promise((resolve) => setTimeout(resolve, breathMs));
    }
    serving = false;
  }

  function bring(checkKey: string): Promise<void> {
    const place = line.get(checkKey);
    if (place === undefined) return Promise.resolve();
    line.delete(checkKey);
    const decided = decide(place).finally(() => underWay.delete(decided));
    underWay.add(decided);
    return decided;
  }

  async function decide(place: Place): Promise<void> {
    try {
      await triage(place.newest, place.earlier);
      for (const seq of place.seqs) waiting.applied(seq);
      place.end.resolve();
    } catch (cause) {
      // The replay brings them in, each as it came.
      for (const seq of place.seqs) waiting.failed(seq);
      emergency.await([place.newest]);
      place.end.reject(cause);
    }
  }

  return {
    add(alert, seq) {
      const place = line.get(alert.checkKey);
      if (place !== undefined && place.earlier.length < mostRepeats) {
        const { id, receivedAt } = place.newest;
        if (id !== alert.id) place.earlier.push({ id, receivedAt });
        place.newest = alert;
        place.seqs.push(seq);
        return place.end.promise;
      }
      if (place !== undefined) void bring(alert.checkKey);
      const end = withEnds();
      line.set(alert.checkKey, { newest: alert, earlier: [], seqs: [seq], end });
      if (!serving) void serve();
      return end.promise;
    },
    hasten: (checkKey) => void bring(checkKey),
    size: () => line.size + underWay.size,
    async settle() {
      for (const checkKey of [...line.keys()]) void bring(checkKey);
      await Promise.all(underWay);
    },
  };
}

interface PromiseWithEnds {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(cause: unknown): void;
}

/** Nobody has to wait for it. */
function withEnds(): PromiseWithEnds {
  let [resolve, reject]: [() => void, (cause: unknown) => void] = [() => undefined, () => undefined];
  const promise = new Promise<void>((resolved, rejected) => {
    resolve = resolved;
    reject = rejected;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
