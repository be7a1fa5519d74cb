import * as fc from 'fast-check';

/** How many cases the whole run has (`FUZZ_CASES`), and from which seed (`FUZZ_SEED`): the same seed, the same cases. */
const cases = Number(process.env.FUZZ_CASES ?? 100_000);
const seed = Number(process.env.FUZZ_SEED ?? 20130418);

/** Parts of the whole, so that 100,000 cases take about a minute on two cores. */
export const shares = { readInProcess: 0.75, shownInProcess: 0.005, alerts: 0.15, admin: 0.06, pages: 0.035 } as const;

/** At least so many cases are tried for a part. */
export function shareOf(part: keyof typeof shares): number {
  return Math.ceil(cases * shares[part]);
}

const batchSize = 64;
const longestShrinkMs = 20_000;

export interface Trial<T> {
  readonly count: number;
  /** Tries these at once; throws when something is wrong. */
  readonly tryBatch: (batch: readonly T[]) => Promise<void>;
  /** Called with what failed, shrunk. */
  readonly keep?: (single: T, why: string) => void;
}

/**
 * Tries at least `count` cases, in batches that `tryBatch` may send at once. On a failure fast-check shrinks the batch to
 * the one request that fails; `seed` and path stand in the message.
 */
export async function tryCases<T>(
  single: fc.Arbitrary<T>,
  { count, tryBatch, keep = () => {} }: Trial<T>,
): Promise<number> {
  const batches = fc.array(single, { minLength: 1, maxLength: batchSize, size: 'max' });
  let tried = 0;
  let shrinkUntil = Number.POSITIVE_INFINITY;
  for (let round = 0; tried < count; round += 1) {
    const numRuns = Math.max(1, Math.ceil((count - tried) / (batchSize / 2)));
    const property = fc.asyncProperty(batches, async (batch) => {
      // A failure that comes and goes would shrink for ever.
      if (performance.now() > shrinkUntil) return;
      tried += batch.length;
      await tryBatch(batch).catch((cause: unknown) => {
        shrinkUntil = Math.min(shrinkUntil, performance.now() + longestShrinkMs);
        throw cause;
      });
    });
    const outcome = await fc.check(property, { numRuns, seed: seed + round });
    if (!outcome.failed) continue;
    const alone = await explain(outcome.counterexample?.[0] ?? [], tryBatch, keep);
    throw new Error(`${alone.message}\nfirst: ${outcome.errorInstance}`, { cause: outcome.errorInstance });
  }
  return tried;
}

/** Which of the batch fails alone, kept and said. */
async function explain<T>(
  batch: readonly T[],
  tryBatch: Trial<T>['tryBatch'],
  keep: NonNullable<Trial<T>['keep']>,
): Promise<Error> {
  for (const single of batch) {
    const why = await tryBatch([single]).then(
      () => null,
      (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
    );
    if (why === null) continue;
    keep(single, why);
    return new Error(`${why}\nFUZZ_SEED=${seed}, kept in test/fuzz/corpus\n${fc.stringify(single).slice(0, 4000)}`);
  }
  return new Error(`fails only together: FUZZ_SEED=${seed}\n${fc.stringify(batch).slice(0, 4000)}`);
}

/** One line for the log of a run: what was tried, how to repeat it. */
export function report(what: string, facts: Readonly<Record<string, string | number>>): void {
  const shown = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  process.stdout.write(`fuzz: ${what}: ${shown.join(', ')} (FUZZ_SEED=${seed})\n`);
}
