import type { RuleIndex } from '../../pipeline/route/rule-index.js';
import type { Clock } from '../../ports.js';
import type { DueRef, Ledger } from '../../ports-ledger.js';

/** Edits that follow each other so closely are told as one; and every process has read the rules anew by then. */
export const EDIT_REST_MS = 10_000;

/**
 * Makes schedules and recurring windows due when other rules have come into force: people hear of shifts that these move,
 * and of windows that begin by them.
 */
export interface ScheduleWatch {
  /** Cheap while the rules are the same; rejects while Redis is away, and is to be called again. */
  look(): Promise<void>;
}

export function createScheduleWatch(deps: {
  readonly ledger: Pick<Ledger, 'makeDue' | 'recurring'>;
  readonly index: () => RuleIndex;
  readonly clock: Clock;
}): ScheduleWatch {
  let seen: { readonly hash: string; readonly names: readonly string[] } | null = null;

  return {
    async look() {
      const { rules } = deps.index();
      if (seen?.hash === rules.hash) return;
      const names = [...rules.schedules.keys()];
      const all = new Set([...names, ...(seen?.names ?? [])]);
      const made = (await deps.ledger.recurring.readCurrent(null)).recurring ?? [];
      const recurring = [...rules.maintenance.map(({ name }) => name), ...made.map(({ id }) => id)];
      const refs = [
        ...[...all].map((id): DueRef => ({ kind: 'schedule', id })),
        ...recurring.map((id): DueRef => ({ kind: 'recurring', id })),
      ];
      if (refs.length > 0) await deps.ledger.makeDue(refs, deps.clock.now() + EDIT_REST_MS);
      seen = { hash: rules.hash, names };
    },
  };
}
