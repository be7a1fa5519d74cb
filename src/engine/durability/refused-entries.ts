import type { Alert } from '../../domain/alert.js';

const mostRestMs = 10 * 60_000;

/** Journal entries of which the ledger refuses an alert, although it takes others: they are tried again, ever less often. */
export interface RefusedEntries {
  /** It has been refused, once more or for the first time. */
  add(seq: number, alerts: readonly Alert[]): void;
  /** The ledger has it. */
  delete(seq: number): void;
  /** Not to be tried yet. */
  rests(seq: number): boolean;
  /** Those to be tried now. */
  due(): readonly number[];
  /** What has been refused for so long, ms. */
  refusedFor(ms: number): readonly Alert[];
}

interface Refused {
  readonly alerts: readonly Alert[];
  readonly since: number;
  readonly restsUntil: number;
}

/** A rest is as long as it has been refused, ten minutes at most. */
export function createRefusedEntries(now: () => number): RefusedEntries {
  const bySeq = new Map<number, Refused>();
  const rests = (seq: number): boolean => (bySeq.get(seq)?.restsUntil ?? 0) > now();

  return {
    add(seq, alerts) {
      const at = now();
      const since = bySeq.get(seq)?.since ?? at;
      bySeq.set(seq, { alerts, since, restsUntil: at + Math.min(at - since, mostRestMs) });
    },
    delete: (seq) => void bySeq.delete(seq),
    rests,
    due: () => [...bySeq.keys()].filter((seq) => !rests(seq)),
    refusedFor: (ms) => [...bySeq.values()].flatMap(({ alerts, since }) => (now() - since >= ms ? alerts : [])),
  };
}
