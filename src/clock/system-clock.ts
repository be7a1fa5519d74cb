import type { Clock } from '../ports.js';

/** The machine's wall clock, UTC milliseconds. */
export function createSystemClock(): Clock {
  return { now: () => Date.now() };
}
