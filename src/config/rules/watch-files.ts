export interface WatchOptions {
  /** What the files look like now; cheap. */
  readonly look: () => string;
  /** How they looked when they were read. */
  readonly seen: string;
  readonly pollMs: number;
  readonly settleMs: number;
  readonly onSettled: () => void;
}

/**
 * Calls `onSettled` when the files have changed and then rest for `settleMs`: a half-written file is not read. Polls,
 * since file events miss what editors, mounted volumes and swapped links do. Returns what ends it.
 */
export function watchFiles({ look, seen, pollMs, settleMs, onSettled }: WatchOptions): () => void {
  let known = seen;
  let previous = seen;
  const poll = (): void => {
    const current = look();
    if (current !== known && current === previous) {
      known = current;
      onSettled();
    }
    previous = current;
    timer = setTimeout(poll, current === known ? pollMs : settleMs).unref();
  };
  let timer = setTimeout(poll, pollMs).unref();
  return () => clearTimeout(timer);
}
