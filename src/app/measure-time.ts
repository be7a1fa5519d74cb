import type { CorrectedClock, Log, Metrics } from '../ports.js';

/** From here on a difference is worth a warning. */
export const notableSkewMs = 500;
const jumpMs = 60_000;

/** Sets the clock of this process right by the time of Redis, and says what is to be said of it. Never rejects. */
export type MeasureTime = (redisTime: () => Promise<number>) => Promise<void>;

export function createMeasureTime(deps: {
  readonly clock: CorrectedClock;
  readonly log: Log;
  readonly metrics: Metrics;
}): MeasureTime {
  const { clock, log, metrics } = deps;
  let measured = false;

  function tell(movedMs: number): void {
    const skewMs = clock.skewMs();
    if (!measured && Math.abs(skewMs) > notableSkewMs) {
      log.warn({ skewMs }, "this machine's clock differs from that of Redis: the router goes by Redis");
    }
    if (measured && Math.abs(movedMs) > jumpMs) {
      log.error({ movedMs, skewMs }, 'clock jump: what is overdue fires one step of each incident');
      metrics.count('clock_jumps_total');
    }
  }

  return async (redisTime) => {
    const movedMs = await clock.correct(redisTime).catch((cause: unknown) => {
      log.debug({ cause }, 'the time of Redis could not be read: the clock goes on as it was');
      return null;
    });
    if (movedMs === null) return;
    tell(movedMs);
    measured = true;
    metrics.gauge('clock_skew_seconds', clock.skewMs() / 1000);
  };
}
