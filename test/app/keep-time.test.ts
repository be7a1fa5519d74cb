import { afterEach, describe, expect, it } from '@jest/globals';
import { keepTime } from '../../src/app/keep-time.js';
import type { Repeating } from '../../src/app/repeat.js';
import { createCorrectedClock } from '../../src/clock/corrected-clock.js';
import type { Log } from '../../src/ports.js';

const NOW = Date.parse('2013-04-18T23:46:00Z');
let running: Repeating | null = null;

afterEach(async () => {
  await running?.stop();
});

/** A machine that stands still and a Redis whose time is set by hand. */
async function start(skewMs: number) {
  const said: string[] = [];
  const numbers = new Map<string, number>();
  const redis = { now: NOW + skewMs };
  const note: Log['warn'] = (_, message) => void said.push(message);
  const kept = keepTime({
    clock: createCorrectedClock({ wall: () => NOW, monotonic: () => 0 }),
    redisTime: async () => redis.now,
    log: { debug: () => {}, info: () => {}, warn: note, error: note },
    metrics: {
      count: (name) => void numbers.set(name, (numbers.get(name) ?? 0) + 1),
      gauge: (name, value) => void numbers.set(name, value),
    },
  });
  running = kept;
  await kept.now();
  return { said, numbers, redis, measure: kept.now };
}

describe('keepTime', () => {
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
