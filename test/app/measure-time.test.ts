import { describe, expect, it } from '@jest/globals';
import { createMeasureTime } from '../../src/app/measure-time.js';
import { createCorrectedClock } from '../../src/clock/corrected-clock.js';
import type { Log } from '../../src/ports.js';

const NOW = Date.parse('2013-04-18T23:46:00Z');

/** A machine that stands still and a Redis whose time is set by hand. */
async function start(skewMs: number) {
  const said: string[] = [];
  const numbers = new Map<string, number>();
  const redis = { now: NOW + skewMs };
  const note: Log['warn'] = (_, message) => void said.push(message);
  const measureBy = createMeasureTime({
    clock: createCorrectedClock({ wall: () => NOW, monotonic: () => 0 }),
    log: { debug: () => {}, info: () => {}, warn: note, error: note },
    metrics: {
      count: (name) => void numbers.set(name, (numbers.get(name) ?? 0) + 1),
      gauge: (name, value) => void numbers.set(name, value),
    },
  });
  const measure = () => measureBy(async () => redis.now);
  await measure();
  return { said, numbers, redis, measure };
}

describe('createMeasureTime', () => {
  it('says nothing of a clock that is right', async () => {
    const { said, numbers } = await start(200);

    expect(said).toEqual([]);
    expect(numbers.get('clock_skew_seconds')).toBe(0.2);
  });

  it('says at the first look that the machine is off, and that this is no jump', async () => {
    const { said, numbers } = await start(-600_000);

    expect(said).toEqual(["this machine's clock differs from that of Redis: the router goes by Redis"]);
    expect(numbers.get('clock_skew_seconds')).toBe(-600);
    expect(numbers.has('clock_jumps_total')).toBe(false);
  });

  it.each([61_000, -3_600_000])('calls it a clock jump when the time of Redis moves by %i ms', async (ms) => {
    const { said, numbers, redis, measure } = await start(0);

    redis.now += ms;
    await measure();

    expect(said).toEqual([expect.stringMatching(/^clock jump/)]);
    expect(numbers.get('clock_jumps_total')).toBe(1);
  });
});
