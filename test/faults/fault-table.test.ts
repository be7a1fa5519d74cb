import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { longRows, matrixRows } from './rows/all-rows.js';
import { deliveryStages } from './stages/delivery-stages.js';
import { incidentStages } from './stages/incident-stages.js';
import { intakeStages } from './stages/intake-stages.js';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/reliability.md'), 'utf8');

/** Short names of the page, and the tests behind them. */
const suites: ReadonlyMap<string, readonly string[]> = new Map([
  ['fault-matrix', matrixRows.map(({ name }) => name)],
  ['long-faults', longRows.map(({ name }) => name)],
  ['stages', [...intakeStages, ...incidentStages, ...deliveryStages].map(({ name }) => name)],
]);

interface Proof {
  /** A path, or the short name of a suite. */
  readonly where: string;
  /** How the test's name begins. */
  readonly words: string | undefined;
}

/** Last column of the fault table: `where`: words; `where` */
function readProofs(): Proof[] {
  const table = page.slice(page.indexOf('## The fault table'), page.indexOf('## Figures'));
  const rows = table.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
  return rows.slice(1).flatMap((row) => {
    const cell = row.split(' | ').at(-1)?.replace(/ \|$/, '') ?? '';
    return cell.split('; ').map((text) => {
      const [, where = text, words] = /^`([^`]+)`(?:: (.+))?/.exec(text) ?? [];
      return { where, words };
    });
  });
}

describe('the fault table of docs/reliability.md', () => {
  const proofs = readProofs();

  it.each(proofs)('names a test that is there: $where $words', ({ where, words }) => {
    const names = suites.get(where);

    expect(
      names === undefined ? existsSync(join(root, where)) : names.some((name) => name.startsWith(words ?? '')),
    ).toBe(true);
  });

  it.each([...suites].flatMap(([where, names]) => names.map((name) => ({ where, name }))))(
    'has a row for $where: $name',
    ({ where, name }) => {
      const named = proofs.filter((proof) => proof.where === where);

      expect(named.some(({ words }) => words === undefined || name.startsWith(words))).toBe(true);
    },
  );
});
