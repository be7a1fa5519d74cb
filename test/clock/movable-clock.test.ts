import { describe, expect, it } from '@jest/globals';
import { createMovableClock } from '../../src/clock/movable-clock.js';

describe('createMovableClock', () => {
  it('stands still at its instant until it is moved', () => {
    const clock = createMovableClock(1000);

    clock.advance(500);

    expect([clock.now(), clock.now()]).toEqual([1500, 1500]);
  });

  it('runs on with the clock below from where it was set', () => {
    let below = 10;
    const clock = createMovableClock({ now: () => below });

    clock.set(5000);
    below += 7;

    expect(clock.now()).toBe(5007);
  });

  it('takes an offset to the clock below', () => {
    const clock = createMovableClock({ now: () => 100 });

    clock.setOffset(-40);

    expect(clock.now()).toBe(60);
  });
});
