import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { buildAlert, minute } from '../pipeline/decide/evening.js';
import { type Bench, startBench, type TestEngine } from './engines.js';

let bench: Bench;
let engine: TestEngine;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(async () => {
  await bench.stop();
});
beforeEach(async () => {
  await bench.clear();
  engine = await bench.engine();
});

const roan = { person: 'roan', via: 'cli' };

describe('a recurring window that somebody made', () => {
  const nightly = {
    ...{ services: ['parsoid'], match: [], weekdays: [1, 2, 3, 4, 5, 6, 7], atMinutes: 0, timezone: 'UTC' },
    ...{ lengthSeconds: 1800, reason: 'slot' },
  };
  const midnight = 14 * minute;

  it('holds pages in each occurrence, in every process, and pages at its end', async () => {
    const other = await bench.engine();
    await engine.operations.addRecurring(nightly, roan);
    await bench.advance(midnight + minute, other);
    await other.triage(buildAlert({ receivedAt: bench.clock.now() }));
    await bench.settle(other);
    const inside = bench.news();
    await bench.advance(30 * minute, other);

    expect(inside).toEqual([]);
    expect(bench.news()).toContain('roan sms');
    expect((await other.operations.listRecurring()).map(({ createdBy }) => createdBy)).toEqual(['roan']);
  });

  it('is seen by the preview of a window at that time, in every process', async () => {
    const other = await bench.engine();
    const made = await engine.operations.addRecurring(nightly, roan);
    const id = made.kind === 'done' ? made.value.id : '';
    const startsAt = bench.clock.now() + midnight;
    const request = { services: ['parsoid'], match: [], startsAt, endsAt: startsAt + 5 * minute, reason: 'deploy' };

    const { overlaps, summary } = await other.operations.previewWindow(request);

    expect(overlaps).toMatchObject([{ id: `${id}@2013-04-19T00:00:00Z`, reason: 'slot' }]);
    expect(summary).toMatch(/1 other window at that time/);
  });

  it('recurs no more once it is ended, and what it held pages at once', async () => {
    const made = await engine.operations.addRecurring(nightly, roan);
    const id = made.kind === 'done' ? made.value.id : '';
    await bench.advance(midnight + minute, engine);
    await engine.triage(buildAlert({ receivedAt: bench.clock.now() }));
    await bench.settle(engine);
    const inside = bench.news();
    await engine.operations.endRecurring(id, roan);
    await bench.settle(engine);

    expect(inside).toEqual([]);
    expect(bench.news()).toContain('roan sms');
    expect(await engine.operations.listRecurring()).toEqual([]);
    expect(await engine.operations.endRecurring(id, roan)).toMatchObject({ kind: 'unchanged' });
  });
});
