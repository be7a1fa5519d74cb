import { inspect, isDeepStrictEqual } from 'node:util';

/** An expectation of the story that did not hold. */
export interface Failure {
  readonly claim: string;
  readonly wanted: string;
  readonly found: string;
}

/** Keeps count of the story's expectations. */
export interface Claims {
  /** True when both are deeply equal. */
  check(claim: string, found: unknown, wanted: unknown): boolean;
  /** How many were checked so far. */
  count(): number;
  readonly failures: readonly Failure[];
}

export function createClaims(): Claims {
  const failures: Failure[] = [];
  let count = 0;
  return {
    failures,
    count: () => count,
    check(claim, found, wanted) {
      count += 1;
      const holds = isDeepStrictEqual(found, wanted);
      if (!holds) failures.push({ claim, wanted: oneLine(wanted), found: oneLine(found) });
      return holds;
    },
  };
}

function oneLine(value: unknown): string {
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 6 });
}
