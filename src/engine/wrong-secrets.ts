import type { Clock } from '../ports.js';
import type { OpsNotices } from './ops-notices.js';

/** So many in so long are no accident: a secret was rotated on one side only, and something is lost. */
const repeats = { count: 3, withinMs: 10 * 60_000 };

/** Tells ops, once, of requests that are refused again and again for their secret. */
export interface WrongSecrets {
  /** One was refused. `check`: whose it was, stable. */
  wrong(notice: { readonly check: string; readonly summary: string; readonly details: string }): void;
  /** One was right: well again, once the wrong ones have ended. One sender does not speak for another. */
  right(check: string): void;
}

export function createWrongSecrets({ ops, clock }: { readonly ops: OpsNotices; readonly clock: Clock }): WrongSecrets {
  const timesOf = new Map<string, readonly number[]>();
  return {
    wrong(notice) {
      const now = clock.now();
      const recent = (timesOf.get(notice.check) ?? []).filter((at) => now - at < repeats.withinMs);
      const times = [...recent, now].slice(-repeats.count);
      timesOf.set(notice.check, times);
      if (times.length === repeats.count) ops.raise({ ...notice, severity: 'error' });
    },
    right(check) {
      const last = timesOf.get(check)?.at(-1);
      if (last === undefined || clock.now() - last < repeats.withinMs) return;
      timesOf.delete(check);
      ops.clear(check);
    },
  };
}
