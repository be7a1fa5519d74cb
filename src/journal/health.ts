import type { JournalState } from '../domain/journal.js';
import type { Log } from '../ports.js';

/** What is wrong with the journal, for those who must be told. */
export interface Health {
  state(): JournalState;
  onTrouble(listener: (state: JournalState) => void): () => void;
  /** Tells the listeners when the state differs from the one they know. */
  update(change: Partial<JournalState>): void;
}

export function createHealth(log: Log): Health {
  const listeners = new Set<(state: JournalState) => void>();
  let state: JournalState = { healthy: true, reason: null, reserveUsed: false };

  function update(change: Partial<JournalState>): void {
    const next = { ...state, ...change };
    if (isSame(next, state)) return;
    state = next;
    for (const listener of listeners) tell(listener, next);
  }

  function tell(listener: (state: JournalState) => void, told: JournalState): void {
    try {
      listener(told);
    } catch (err) {
      log.error({ err }, 'a listener to journal trouble failed');
    }
  }

  return {
    state: () => state,
    onTrouble: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    update,
  };
}

function isSame(a: JournalState, b: JournalState): boolean {
  return a.healthy === b.healthy && a.reason === b.reason && a.reserveUsed === b.reserveUsed;
}
