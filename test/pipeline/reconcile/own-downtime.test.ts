import { describe, expect, it } from '@jest/globals';
import { applyAlert } from '../../../src/pipeline/correlate/apply-alert.js';
import { normalizeAlert } from '../../../src/pipeline/normalize/normalize-alert.js';
import { aCheck, EVENING } from '../../http/builders.js';

const HOUR = 3_600_000;

function alert(draft: object) {
  const start = { kind: 'maintenance-start' as const, host: 'db1', summary: '', downtimeDepth: 1 };
  return normalizeAlert({ ...start, ...draft }, { source: 'icinga', now: EVENING });
}

describe('a downtime of the router itself', () => {
  it('does not cover the check: its window does, and may be over already', () => {
    expect(applyAlert(aCheck(), alert({ ownDowntime: true })).downtimeUntil).toBeNull();
  });

  it('takes nothing away from a downtime that people made', () => {
    const check = aCheck({ downtimeUntil: EVENING + HOUR });

    expect(applyAlert(check, alert({ kind: 'maintenance-end', ownDowntime: true })).downtimeUntil).toBe(EVENING + HOUR);
  });

  it('still says at depth 0 that there is none at all', () => {
    const check = aCheck({ downtimeUntil: EVENING + HOUR });

    expect(applyAlert(check, alert({ ownDowntime: true, downtimeDepth: 0 })).downtimeUntil).toBeNull();
  });
});

describe('a downtime that people made', () => {
  it('ends when its source says, a day later at most', () => {
    expect(applyAlert(aCheck(), alert({ downtimeEndsAt: EVENING + HOUR })).downtimeUntil).toBe(EVENING + HOUR);
    expect(applyAlert(aCheck(), alert({ downtimeEndsAt: EVENING + 99 * HOUR })).downtimeUntil).toBe(
      EVENING + 24 * HOUR,
    );
  });
});
