import { randomUUID } from 'node:crypto';

/** Work on one incident, one after the other in this process: in a storm of alerts a person's act has its turn too. */
export interface Turns {
  /** Names this process among those that write to the ledger. */
  readonly owner: string;
  /** Runs the work when everything asked for earlier under this key is done, however that ended. */
  take<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    owner: randomUUID(),
    async take(key, work) {
      const before = last.get(key) ?? Promise.resolve();
      const mine = before.then(work, work);
      const settled = mine.catch(() => null);
      last.set(key, settled);
      try {
        return await mine;
      } finally {
        if (last.get(key) === settled) last.delete(key);
      }
    },
  };
}

const hastyAttempts = 3;
const pauseMs = 50;

/**
 * Waits before deciding again: at first not at all, then so long that the turn of a process that died with it (a second)
 * is over before the attempts are.
 */
export async function waitAfter(attempt: number): Promise<void> {
  if (attempt >= hastyAttempts) await new Promise((resolve) => setTimeout(resolve, pauseMs));
}
