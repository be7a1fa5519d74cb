import { describe, expect, it } from '@jest/globals';
import { createMovableClock } from '../../../src/clock/movable-clock.js';
import type { CheckState } from '../../../src/domain/check.js';
import type { Comparison } from '../../../src/domain/source-state.js';
import { createVerification } from '../../../src/engine/reconcile/verification.js';
import { aCheck, EVENING, someRules } from '../../http/builders.js';

const MINUTE = 60_000;
const ofIcinga1 = aCheck({ labels: { node: 'icinga1' } });

async function since(
  given: { readonly comparison?: Partial<Comparison> | null; readonly heardAt?: number; readonly expected?: boolean },
  check: CheckState = ofIcinga1,
) {
  const { comparison = null, heardAt = EVENING, expected = false } = given;
  const sources = new Map(
    expected ? [['icinga', { name: 'icinga', expectEverySeconds: 600, staleAfterSeconds: null }]] : [],
  );
  const last: Comparison = { v: 1, comparedAt: EVENING, failing: null, nodes: ['icinga1'], ...comparison };
  const verification = createVerification({
    rules: () => ({ ...someRules(), sources }),
    seen: { all: async () => new Map([['icinga', heardAt]]) },
    asked: comparison === null ? null : { source: 'icinga', comparison: async () => last },
    clock: createMovableClock(EVENING + 15 * MINUTE),
  });
  return (await verification.unverifiedSince([check])).get(check.key) ?? null;
}

describe('createVerification', () => {
  it('believes a source that was asked within a minute, whatever was heard of it', async () => {
    expect(await since({ comparison: { comparedAt: EVENING + 14.5 * MINUTE }, expected: true })).toBeNull();
  });

  it('no longer believes one that cannot be asked', async () => {
    const failing = { since: EVENING + 5 * MINUTE, because: 'gone' };

    expect(await since({ comparison: { comparedAt: EVENING + 4 * MINUTE, failing } })).toBe(EVENING + 4 * MINUTE);
    expect(await since({ comparison: { comparedAt: null, failing } })).toBe(EVENING + 5 * MINUTE);
  });

  it('goes by what is heard where another Icinga is asked, or none', async () => {
    const other = aCheck({ labels: { node: 'icinga9' } });

    expect(await since({ comparison: { comparedAt: EVENING + 15 * MINUTE }, expected: true }, other)).toBe(EVENING);
    expect(await since({ expected: true })).toBe(EVENING);
    expect(await since({ expected: true, heardAt: EVENING + 6 * MINUTE })).toBeNull();
    expect(await since({})).toBeNull();
  });

  it('has nothing to say of what has recovered', async () => {
    expect(await since({ expected: true }, { ...ofIcinga1, failing: false })).toBeNull();
  });
});
