import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { PlannedDowntime } from '../../../src/domain/source-state.js';
import { type ReadSides, readSides } from '../../../src/engine/reconcile/read-sides.js';
import type { AskedSource } from '../../../src/ports-source.js';
import { createReconcileMemory } from '../../../src/store/reconcile-memory.js';
import { evening, minute, story } from '../../pipeline/decide/evening.js';
import { buildRules } from '../../pipeline/route/rules-builder.js';
import { type Bench, startBench } from '../engines.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const tonight = 'import@2013-04-19T00:00:00Z';
const midnight = evening + 14 * minute;

/** It has planned tonight's time as it was told to. */
const planned: PlannedDowntime = {
  ...{ id: 'db1!1', key: 'icinga/db1', host: 'db1', check: null, mark: { kind: 'window', id: tonight } },
  ...{ author: 'paging-router/rules', comment: '', endsAt: midnight + 30 * minute, inEffect: false },
};

const source: AskedSource = {
  name: 'icinga',
  read: async () => ({ startedAt: evening, nodes: new Set(['icinga']), checks: new Map(), planned: [planned] }),
  all: async function* () {},
  carryOut: async () => new Map(),
  close: async () => undefined,
};

it('a time of a recurring window that is called off is planned in the source no more', async () => {
  const rules = {
    ...buildRules(story),
    maintenance: [
      {
        ...{ name: 'import', services: ['parsoid'], match: [], weekdays: [1, 2, 3, 4, 5, 6, 7], atMinutes: 0 },
        ...{ timezone: 'UTC', lengthSeconds: 1800, reason: 'import' },
      },
    ],
  };
  const { deps, operations } = await bench.engine({ rules });
  const memory = createReconcileMemory({ redis: bench.redis, prefix: 'pr' }, 'icinga');
  const seen = ({ planned: windows, isOver, isAhead }: ReadSides) => ({
    planned: windows.map(({ id }) => id),
    isOver: isOver(tonight),
    isAhead: isAhead(tonight),
  });

  const before = seen(await readSides({ ...deps, source, memory }));
  await operations.endWindow(tonight, { person: 'roan', via: 'cli' });

  expect(before).toEqual({ planned: [tonight], isOver: false, isAhead: true });
  expect(seen(await readSides({ ...deps, source, memory }))).toEqual({ planned: [], isOver: true, isAhead: false });
});
