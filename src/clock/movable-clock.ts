import type { Clock } from '../ports.js';

/** A clock that tests and the demo move by hand. */
export interface MovableClock extends Clock {
  advance(ms: number): void;
  /** Difference to the underlying clock, ms. */
  setOffset(ms: number): void;
  /** Jumps so that `now()` is this instant (it goes on from there when the underlying clock runs). */
  set(now: number): void;
}

/** Moves relative to `underlying`; a number stands still at that instant. */
export function createMovableClock(underlying: Clock | number): MovableClock {
  const read = typeof underlying === 'number' ? () => underlying : () => underlying.now();
  let offset = 0;
  return {
    now: () => read() + offset,
    advance: (ms) => {
      offset += ms;
    },
    setOffset: (ms) => {
      offset = ms;
    },
    set: (now) => {
      offset = now - read();
    },
  };
}
