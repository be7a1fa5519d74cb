import type { App } from '../../src/app.js';
import type { MovableClock } from '../../src/clock/movable-clock.js';
import { parseDuration } from '../../src/domain/duration.js';

/** The clock of a router under test: it stands still until it is moved, and whatever falls due on the way happens. */
export interface StoryClock {
  now(): number;
  /** Moves by `15m` and so on, moment by moment: what is due at each moment has happened before the next one. */
  advance(duration: string): Promise<void>;
  /** Moves to an instant (ISO 8601 or UTC ms) in the same way. */
  advanceTo(instant: string | number): Promise<void>;
  /** Moves without looking what falls due on the way: for a ledger that does not answer. */
  skip(duration: string): void;
  /** Nothing is under way and nothing is due any more. */
  settle(): Promise<void>;
}

const maxRounds = 10_000;

/** Drives the ticks of `app()`: the router's own tick comes once a real second and finds nothing left to do. */
export function createStoryClock(clock: MovableClock, app: () => Pick<App, 'tick' | 'settled'>): StoryClock {
  /** Runs what is due until nothing is; answers when the next thing is due. */
  async function settle(): Promise<number | null> {
    let before: number | null = null;
    for (let round = 0; round < maxRounds; round += 1) {
      await app().tick();
      const next = await app().settled();
      // Due, but not to be had: a lease stands for another half millisecond.
      if (next === null || next > clock.now() || next === before) return next;
      before = next;
    }
    throw new Error(`the router still had something due after ${maxRounds} rounds without the clock moving`);
  }

  async function advanceTo(end: number): Promise<void> {
    for (let round = 0; round < maxRounds; round += 1) {
      const next = await settle();
      if (next === null || next > end) {
        clock.set(end);
        await settle();
        return;
      }
      clock.set(Math.max(next, clock.now() + 1));
    }
    throw new Error(`more than ${maxRounds} moments fell due before the clock came to its end`);
  }

  return {
    now: () => clock.now(),
    advance: (duration) => advanceTo(clock.now() + milliseconds(duration)),
    advanceTo: (instant) => advanceTo(typeof instant === 'number' ? instant : Date.parse(instant)),
    skip: (duration) => clock.set(clock.now() + milliseconds(duration)),
    async settle() {
      await settle();
    },
  };
}

function milliseconds(duration: string): number {
  const seconds = parseDuration(duration);
  if (seconds === null) throw new Error(`"${duration}" is no duration such as 15m`);
  return seconds * 1000;
}
