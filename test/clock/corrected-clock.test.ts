import { describe, expect, it } from '@jest/globals';
import { createCorrectedClock } from '../../src/clock/corrected-clock.js';

const NOW = Date.parse('2013-04-18T23:46:00Z');

/** A machine whose wall clock can be set, and a Redis that answers after `tripMs` each time. */
function build({ wall = NOW, redis = NOW, tripMs = 0 } = {}) {
  const machine = { wall, monotonic: 5000, redis, tripMs };
  const pass = (ms: number) => {
    machine.wall += ms;
    machine.monotonic += ms;
    machine.redis += ms;
  };
  const clock = createCorrectedClock({ wall: () => machine.wall, monotonic: () => machine.monotonic });
  const readRedis = async () => {
    pass(machine.tripMs / 2);
    const time = machine.redis;
    pass(machine.tripMs / 2);
    return time;
  };
  return { machine, clock, pass, correct: () => clock.correct(readRedis) };
}

describe('createCorrectedClock', () => {
  it('is the clock of the machine until it is corrected', () => {
    const { clock, pass } = build();

    pass(250);

    expect([clock.now(), clock.skewMs()]).toEqual([NOW + 250, 0]);
  });

  it.each([600_000, -600_000])('goes by Redis when the machine is off by %i ms', async (off) => {
    const { machine, clock, correct } = build({ wall: NOW + off, tripMs: 3 });

    const moved = await correct();

    expect(moved).toBe(-off);
    expect(clock.now()).toBe(machine.redis);
    expect(clock.skewMs()).toBe(-off);
  });

  it('does not notice that somebody sets the clock of the machine', async () => {
    const { machine, clock, pass, correct } = build({ wall: NOW + 90_000 });
    await correct();

    machine.wall -= 3_600_000;
    pass(2000);

    expect(clock.now()).toBe(NOW + 2000);
    expect(clock.skewMs()).toBe(-90_000 + 3_600_000);
  });

  it('goes on from what it knows when Redis does not answer', async () => {
    const { clock, pass, correct } = build({ redis: NOW + 7000 });
    await correct();

    const refused = clock.correct(async () => {
      throw new Error('away');
    });
    await expect(refused).rejects.toThrow('away');
    pass(1000);

    expect(clock.now()).toBe(NOW + 8000);
  });

  it('takes the median, so that one odd answer moves nothing', async () => {
    const { machine, clock } = build();
    const answers = [NOW, NOW + 40_000, NOW, NOW - 50_000, NOW];

    const moved = await clock.correct(async () => answers.shift() ?? Number.NaN);

    expect([moved, clock.now()]).toEqual([0, machine.wall]);
  });

  it('leaves alone what a slow way to Redis may explain, and corrects what it cannot', async () => {
    const { machine, clock, pass } = build();
    const late = (ms: number) => async () => {
      pass(800);
      return machine.redis + ms;
    };

    expect(await clock.correct(late(0))).toBe(0);
    expect(await clock.correct(late(20_000))).toBe(20_400);
    expect(clock.now()).toBe(machine.redis + 20_400);
  });

  it('does not use an answer that was too long on its way', async () => {
    const { clock, correct } = build({ redis: NOW + 90_000, tripMs: 1001 });

    expect(await correct()).toBeNull();
    expect(clock.skewMs()).toBe(0);
  });

  it('stands still rather than run back when a finer measurement says so', async () => {
    const { machine, clock, pass, correct } = build();
    const before = clock.now();

    machine.redis -= 400;
    await correct();
    const then = clock.now();
    pass(500);

    expect([then, clock.now()]).toEqual([before, before + 100]);
  });

  it('follows Redis back when that has jumped', async () => {
    const { machine, clock, correct } = build();
    clock.now();

    machine.redis -= 3_600_000;

    expect(await correct()).toBe(-3_600_000);
    expect(clock.now()).toBe(NOW - 3_600_000);
  });
});
