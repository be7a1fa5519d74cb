import { describe, expect, it } from '@jest/globals';
import type { Commit } from '../../../src/ports-ledger.js';
import { buildAlert, buildCommit, buildHead, buildPage } from './build.js';
import { useLedger } from './use-ledger.js';

const bench = useLedger();

function commitOf(id: string, over: Partial<Commit> = {}): Commit {
  const alert = buildAlert({ id: `alert-${id}`, eventKey: `event-${id}` });
  const alerts = [{ alert, outcome: 'suppressed' as const, because: 'a window' }];
  return buildCommit({ head: buildHead({ id, key: `service:${id}`, service: id }), alerts, ...over });
}

/** Commits all at once; resolves with their names in the order of their answers. */
async function order(commits: ReadonlyMap<string, Commit>): Promise<string[]> {
  const answered: string[] = [];
  await Promise.all(
    Array.from(commits, async ([name, commit]) => {
      await bench.ledger.commit(commit);
      answered.push(name);
    }),
  );
  return answered;
}

function quiet(count: number, from = 0): [string, Commit][] {
  return Array.from({ length: count }, (_, n) => [`quiet${from + n}`, commitOf(`quiet${from + n}`)]);
}

describe('a ledger that is behind', () => {
  it.each([
    ['a page', commitOf('urgent', { pages: [buildPage({ id: 'page', incidentId: 'urgent' })] })],
    ['an act of a person', commitOf('urgent', { alerts: [] })],
  ])('takes %s before the alerts that page nobody', async (_name, urgent) => {
    const answered = await order(new Map([...quiet(500), ['urgent', urgent]]));

    expect(answered.indexOf('urgent')).toBeLessThan(100);
  });

  it('goes on with these while one page follows the other', async () => {
    const pages = Array.from({ length: 300 }, (_, n): [string, Commit] => {
      const id = `urgent${n}`;
      return [id, commitOf(id, { pages: [buildPage({ id: `page${n}`, incidentId: id })] })];
    });

    const answered = await order(new Map([...pages, ...quiet(50)]));

    expect(answered.slice(0, 100).filter((name) => name.startsWith('quiet')).length).toBeGreaterThan(10);
    expect(answered.filter((name) => name.startsWith('quiet'))).toEqual(quiet(50).map(([name]) => name));
  });
});
