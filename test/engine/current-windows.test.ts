import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildWindow, evening, minute } from '../pipeline/decide/evening.js';
import { type Bench, startBench } from './engines.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

describe('the current windows', () => {
  it('are those that are open or planned, however many were made after them', async () => {
    const { operations } = await bench.engine();
    const deploy = { services: ['parsoid'], match: [], reason: 'deploy 1.2' };
    const roan = { person: 'roan', via: 'cli' };
    const planned = buildWindow({ rev: 0, startsAt: evening + 1440 * minute, endsAt: evening + 1500 * minute });
    await operations.openWindow({ ...deploy, id: 'first', endsAt: evening + 30 * minute }, roan);
    for (let n = 0; n < 210; n += 1) await bench.ledger.windows.write({ ...planned, id: `later-${n}` }, evening);
    const idsOf = (windows: readonly { readonly id: string }[]) => windows.map(({ id }) => id);

    expect(idsOf((await operations.listWindows(200)).items)).not.toContain('first');
    expect(idsOf(await operations.currentWindows())).toContain('first');
    bench.clock.set(evening + 31 * minute);
    expect(idsOf(await operations.currentWindows())).not.toContain('first');
  });
});
