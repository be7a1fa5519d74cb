import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'ci-summary.mjs');
const JEST_GOOD = {
  numPassedTests: 40,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

describe('ci-summary', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ci-summary-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Runs the summary over the given results; `undefined` leaves the file away. */
  function summarize(
    exitCodes: { check: number; tests: number; monitors: number },
    jest: unknown,
    monitors: unknown,
  ): { last: string; exitCode: number | null } {
    const files = { tests: join(folder, 'jest.json'), monitors: join(folder, 'monitors.json') };
    if (jest !== undefined) writeFileSync(files.tests, JSON.stringify(jest));
    if (monitors !== undefined) writeFileSync(files.monitors, JSON.stringify(monitors));
    const run = spawnSync(
      process.execPath,
      [
        SCRIPT,
        `--check=${exitCodes.check}`,
        `--tests=${exitCodes.tests}:${files.tests}`,
        `--monitors=${exitCodes.monitors}:${files.monitors}`,
      ],
      { encoding: 'utf8' },
    );
    return { last: run.stdout.trimEnd().split('\n').at(-1) ?? '', exitCode: run.status };
  }

  it('adds up what passed', () => {
    const summary = summarize({ check: 0, tests: 0, monitors: 0 }, JEST_GOOD, { passed: 9, failed: 0 });

    expect(summary).toEqual({ last: '49 passed, 0 failed', exitCode: 0 });
  });

  it.each([
    ['a failed check', { check: 1, tests: 0, monitors: 0 }, JEST_GOOD, { passed: 9, failed: 0 }, 49],
    [
      'a failed test',
      { check: 0, tests: 1, monitors: 0 },
      { ...JEST_GOOD, numFailedTests: 1 },
      { passed: 9, failed: 0 },
      49,
    ],
    [
      'a skipped test',
      { check: 0, tests: 0, monitors: 0 },
      { ...JEST_GOOD, numPendingTests: 1 },
      { passed: 9, failed: 0 },
      49,
    ],
    ['a todo', { check: 0, tests: 0, monitors: 0 }, { ...JEST_GOOD, numTodoTests: 1 }, { passed: 9, failed: 0 }, 49],
    [
      'a test file that does not load',
      { check: 0, tests: 1, monitors: 0 },
      { ...JEST_GOOD, numRuntimeErrorTestSuites: 1 },
      { passed: 9, failed: 0 },
      49,
    ],
    [
      'an exit code that contradicts the counts',
      { check: 0, tests: 1, monitors: 0 },
      JEST_GOOD,
      { passed: 9, failed: 0 },
      49,
    ],
    ['tests without a result', { check: 0, tests: 124, monitors: 0 }, undefined, { passed: 9, failed: 0 }, 9],
    ['monitors without a result', { check: 0, tests: 0, monitors: 1 }, JEST_GOOD, undefined, 40],
    ['monitors that ran nothing', { check: 0, tests: 0, monitors: 0 }, JEST_GOOD, { passed: 0, failed: 0 }, 40],
    ['a failed monitor', { check: 0, tests: 0, monitors: 1 }, JEST_GOOD, { passed: 9, failed: 1 }, 49],
  ])('fails on %s', (_name, exitCodes, jest, monitors, passed) => {
    const summary = summarize(exitCodes, jest, monitors);

    expect(summary).toEqual({ last: `${passed} passed, 1 failed`, exitCode: 1 });
  });
});
