import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createReconcile, type Reconcile } from '../../../src/engine/reconcile/reconcile.js';
import { openIcinga } from '../../../src/sources/icinga/api/index.js';
import { createReconcileMemory } from '../../../src/store/reconcile-memory.js';
import { CA, type IcingaStandIn, NODE, PASSWORD, startIcingaStandIn, USER } from '../../harness/icinga-stand-in.js';
import { startTestRedis, type TestRedis } from '../../harness/redis.js';
import { buildAlert, evening, minute, story } from '../../pipeline/decide/evening.js';
import { buildRules } from '../../pipeline/route/rules-builder.js';
import { type Bench, startBench, type TestEngine } from '../engines.js';

let bench: Bench;
let shared: TestRedis;
let icinga: IcingaStandIn;
let processes: Reconcile[] = [];

beforeAll(async () => {
  [bench, shared] = await Promise.all([startBench(), startTestRedis()]);
});
afterAll(() => Promise.all([bench.stop(), shared.stop()]));
beforeEach(async () => {
  await Promise.all([bench.clear(), shared.redis.flushall()]);
  icinga = await startIcingaStandIn();
});
afterEach(async () => {
  await Promise.all(processes.map((one) => one.stop()));
  processes = [];
  await icinga.close();
});

/** One process that compares; all share the ledger, the lease and one Icinga. */
async function start(): Promise<{ readonly engine: TestEngine; readonly reconcile: Reconcile }> {
  const engine = await bench.engine({ rules: buildRules(story) });
  const settings = { urls: [icinga.url], user: USER, password: PASSWORD, ca: CA, certificateName: NODE };
  const source = openIcinga(settings, bench.clock);
  const memory = createReconcileMemory({ redis: shared.redis, prefix: 'pr' }, 'icinga');
  const reconcile = createReconcile({ ...engine.deps, source, memory }, engine.triage);
  processes.push(reconcile);
  return { engine, reconcile };
}

/** `db1!https` of MySQL fails, and Daniel has taken it here. */
async function acknowledged({ triage, operations }: TestEngine): Promise<void> {
  await triage(buildAlert({ host: 'db1', check: 'https', stateSince: evening - minute }));
  await operations.acknowledge('1', { person: 'daniel', via: 'cli' });
}

const acted = () => icinga.actions.map(({ action }) => action);

describe('comparing with an Icinga', () => {
  it('by two processes at once tells it once of what is done here', async () => {
    const [one, other] = [await start(), await start()];
    await acknowledged(one.engine);

    for (let n = 0; n < 3; n += 1) {
      await Promise.all([one.reconcile.round(), other.reconcile.round()]);
      bench.clock.set(bench.clock.now() + 10_000);
    }

    expect(acted()).toEqual(['acknowledge-problem']);
    expect(icinga.actions[0]?.body).toMatchObject({ service: 'db1!https', author: 'paging-router/daniel' });
  });

  it('that is reloading changes nothing here, says why, and is made up for when it is back', async () => {
    const { engine, reconcile } = await start();
    await acknowledged(engine);
    icinga.mode = 'reloads';

    await reconcile.round();
    const failing = await reconcile.comparison();
    const seen = await reconcile.look();
    icinga.mode = 'well';
    await reconcile.round();

    expect(failing).toMatchObject({ comparedAt: null, failing: { because: expect.stringMatching(/it is reloading/) } });
    expect(seen).toMatchObject({ differences: null, because: expect.stringMatching(/it is reloading/) });
    expect(await bench.ledger.readIncident('1')).toMatchObject({ state: 'acknowledged' });
    expect(acted()).toEqual(['acknowledge-problem']);
    expect(await reconcile.comparison()).toMatchObject({ failing: null });
  });

  it('that answers nonsense closes nothing', async () => {
    const { engine, reconcile } = await start();
    await acknowledged(engine);
    icinga.mode = 'garbles';

    for (let n = 0; n < 3; n += 1) await reconcile.round();

    expect(await bench.ledger.readIncident('1')).toMatchObject({ state: 'acknowledged', resolvedAt: null });
  });

  it('whose acknowledgement stands already (409) is not an endless failure', async () => {
    const { engine, reconcile } = await start();
    await acknowledged(engine);
    icinga.refusal = { code: 409, status: 'Service db1!https is already acknowledged.' };

    await reconcile.round();

    expect(await reconcile.comparison()).toMatchObject({ failing: null });
    expect(await bench.ledger.readIncident('1')).toMatchObject({ state: 'acknowledged' });
  });
});
