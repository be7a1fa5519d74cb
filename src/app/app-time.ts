import { createCorrectedClock } from '../clock/corrected-clock.js';
import type { Clock, Log, Metrics } from '../ports.js';
import { createMeasureTime, type MeasureTime } from './measure-time.js';

/** The time that a router goes by. */
export interface AppTime {
  readonly clock: Clock;
  /** How far it is ahead of this machine's clock, ms; null: it is moved by hand. */
  skewMs(): number | null;
  /** Sets it right by the time of Redis; one that is moved by hand stays as it is. */
  readonly measure: MeasureTime;
}

/** `given`: a clock of its own, which follows nobody; absent: this machine's, corrected to Redis. */
export function createAppTime(
  given: Clock | undefined,
  around: { readonly log: Log; readonly metrics: Metrics },
): AppTime {
  if (given !== undefined) return { clock: given, skewMs: () => null, measure: async () => undefined };
  const clock = createCorrectedClock();
  return { clock, skewMs: clock.skewMs, measure: createMeasureTime({ clock, ...around }) };
}
