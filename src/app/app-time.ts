import { createCorrectedClock } from '../clock/corrected-clock.js';
import type { Clock, CorrectedClock } from '../ports.js';
import { keepTime } from './keep-time.js';
import type { Repeating } from './repeat.js';

/** The time that a router goes by. */
export interface AppTime {
  readonly clock: Clock;
  /** How far it is ahead of this machine's clock, ms; null: it is moved by hand. */
  skewMs(): number | null;
  /** Keeps it at the time of Redis from now on. */
  follow(around: Omit<Parameters<typeof keepTime>[0], 'clock'>): Repeating;
}

/** `given`: a clock of its own, which follows nobody; absent: this machine's, corrected to Redis. */
export function createAppTime(given?: Clock): AppTime {
  if (given === undefined) return following(createCorrectedClock());
  return {
    clock: given,
    skewMs: () => null,
    follow: () => ({ now: async () => undefined, stop: async () => undefined }),
  };
}

function following(clock: CorrectedClock): AppTime {
  return { clock, skewMs: clock.skewMs, follow: (around) => keepTime({ clock, ...around }) };
}
