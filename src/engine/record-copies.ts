import type { Alert, Repeat } from '../domain/alert.js';
import type { EngineDeps } from './engine-deps.js';

/** A copy of a message that the ledger has already. */
export interface Copy {
  readonly alert: Alert;
  readonly repeats: readonly Repeat[];
  /** Id of the alert that it is a copy of. */
  readonly of: string;
}

const maxAttempts = 3;

/**
 * Gives copies rows of their own: the journal may have answered with their ids before the ledger knew them as copies, and a
 * replay must find them. Nobody waits for it; what fails is a copy all the same when it is replayed.
 */
export async function recordCopies(deps: EngineDeps, copies: readonly Copy[]): Promise<void> {
  if (copies.length === 0) return;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const result = await deps.ledger.commit({
      now: deps.clock.now(),
      expected: { incident: null, checks: new Map(), windowEpoch: deps.windows.get().epoch },
      alerts: copies.map(({ alert, repeats, of }) => ({
        ...{ alert, repeats, outcome: 'duplicate', because: `a copy of alert ${of}` },
      })),
      head: null,
      checks: [],
      checkRecords: new Map(),
      timeline: [],
      cancel: null,
      pages: [],
      dueAt: null,
    });
    if (result.kind !== 'stale') return;
    await deps.windows.refresh();
  }
}
