import type { Log } from '../ports.js';

/** Work that repeats by the real clock, never twice at once. */
export interface Repeating {
  /** Once more, now, after what is under way. */
  now(): Promise<void>;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

/** Runs `work` at once and then every `everyMs`, from its end on. An error is logged and the next turn comes. */
export function startRepeating(everyMs: number, log: Log, work: () => Promise<void>): Repeating {
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();
  let stopped = false;

  function now(): Promise<void> {
    clearTimeout(timer);
    last = last.then(turn);
    return last;
  }

  async function turn(): Promise<void> {
    if (stopped) return;
    try {
      await work();
    } catch (cause) {
      log.warn({ cause }, 'a turn of the watch failed');
    }
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(now, everyMs);
  }

  void now();
  return {
    now,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await last;
    },
  };
}
