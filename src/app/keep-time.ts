import type { CorrectedClock, Log, Metrics } from '../ports.js';
import { type Repeating, startRepeating } from './repeat.js';

/** From here on a difference is worth a warning. */
export const notableSkewMs = 500;
const everyMs = 10_000;
const jumpMs = 60_000;

/** The clock of this process is kept at the time of Redis: now, every 10 s, and whenever `now` is called. */
export function keepTime(deps: {
  readonly clock: CorrectedClock;
  readonly redisTime: () => Promise<number>;
  readonly log: Log;
  readonly metrics: Metrics;
}): Repeating {
  const { clock, redisTime, log, metrics } = deps;
  let measured = false;

  async function measure(): Promise<void> {
    const movedMs = await clock.correct(redisTime).catch((cause: unknown) => {
      log.debug({ cause }, 'the time of Redis could not be read: the clock goes on as it was');
      return null;
    });
    if (movedMs === null) return;
    tell(movedMs);
    measured = true;
    metrics.gauge('clock_skew_seconds', clock.skewMs() / 1000);
  }

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

  return startRepeating(everyMs, log, measure);
}
