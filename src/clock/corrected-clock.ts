import type { CorrectedClock } from '../ports.js';
import { createSystemClock } from './system-clock.js';

/** What the machine has of time. */
export interface MachineTime {
  /** The wall clock, UTC ms: somebody may set it. */
  wall(): number;
  /** Since some moment, ms: nobody can set it. */
  monotonic(): number;
}

const machine: MachineTime = { wall: createSystemClock().now, monotonic: () => performance.now() };
const samples = 5;
/** An answer that was longer on its way says too little about its moment. */
const longestTripMs = 1000;
/** Time stands still rather than run back by less than this: a finer measurement is no jump. */
const standStillMs = 1000;

interface Sample {
  readonly offset: number;
  readonly uncertaintyMs: number;
}

/**
 * The machine's wall clock as it is now, going on by the monotonic one, so that setting the wall clock moves nothing; after a
 * correction it is the reference's time. A difference that the way to the reference may explain is left alone.
 */
export function createCorrectedClock({ wall, monotonic }: MachineTime = machine): CorrectedClock {
  let offset = wall() - monotonic();
  let last = Number.NEGATIVE_INFINITY;

  async function ask(reference: () => Promise<number>): Promise<Sample | null> {
    const asked = monotonic();
    const answer = await reference();
    const trip = monotonic() - asked;
    if (trip > longestTripMs) return null;
    return { offset: answer - asked - trip / 2, uncertaintyMs: trip / 2 };
  }

  return {
    now() {
      const now = Math.floor(monotonic() + offset);
      if (now < last && last - now < standStillMs) return last;
      last = now;
      return now;
    },
    skewMs: () => Math.round(monotonic() + offset - wall()),
    async correct(reference) {
      const taken: Sample[] = [];
      for (let n = 0; n < samples; n += 1) {
        const sample = await ask(reference);
        if (sample !== null) taken.push(sample);
      }
      const median = taken.sort((a, b) => a.offset - b.offset)[Math.floor(taken.length / 2)];
      if (median === undefined) return null;
      const byMs = median.offset - offset;
      if (Math.abs(byMs) <= median.uncertaintyMs) return 0;
      offset = median.offset;
      return Math.round(byMs);
    },
  };
}
