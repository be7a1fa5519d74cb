import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createScheduleWatch } from '../../src/engine/schedules/watch-schedules.js';
import { buildAlert, minute, story } from '../pipeline/decide/evening.js';
import { buildRules } from '../pipeline/route/rules-builder.js';
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

const nightly = {
  ...{ services: ['parsoid'], match: [], weekdays: [1, 2, 3, 4, 5, 6, 7], atMinutes: 0, timezone: 'UTC' },
  ...{ lengthSeconds: 1800, reason: 'slot' },
};
const midnight = 14 * minute;
const day = 24 * 60 * minute;

describe('a recurring window that somebody made', () => {
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
    expect((await other.operations.listRecurring()).made.map(({ createdBy }) => createdBy)).toEqual(['roan']);
  });

  it('holds from the start of an occurrence what is open already, like every window', async () => {
    await engine.operations.addRecurring(nightly, roan);
    await engine.triage(buildAlert({ receivedAt: bench.clock.now() }));
    await bench.settle(engine);
    const [before] = (await bench.ledger.listIncidents({ limit: 1 })).items;
    await bench.advance(midnight, engine);
    const [inside] = (await bench.ledger.listIncidents({ limit: 1 })).items;

    expect(before?.suppressed).toBeNull();
    expect(inside?.suppressed).toMatchObject({
      reason: expect.stringContaining('slot'),
      until: bench.clock.now() + 30 * minute,
    });
  });

  it('decides what is open anew once in an occurrence, however many processes start in it', async () => {
    const engines = [await bench.engine(), await bench.engine()];
    await engine.operations.addRecurring(nightly, roan);
    await engine.triage(buildAlert({ receivedAt: bench.clock.now() }));
    await bench.advance(midnight + minute, engine);
    const [before] = (await bench.ledger.listIncidents({ limit: 1 })).items;

    for (const one of engines) {
      await createScheduleWatch({ ledger: bench.ledger, index: one.deps.index, clock: bench.clock }).look();
      await bench.advance(minute, one);
    }

    expect(before?.suppressed).toMatchObject({ reason: expect.stringContaining('slot') });
    expect((await bench.ledger.listIncidents({ limit: 1 })).items[0]).toEqual(before);
  });

  it('holds at once what is open where one of its times is under way', async () => {
    await engine.triage(buildAlert({ receivedAt: bench.clock.now() }));
    await bench.settle(engine);
    await engine.operations.addRecurring({ ...nightly, atMinutes: 23 * 60 + 30 }, roan);
    await bench.advance(1000, engine);

    const [inside] = (await bench.ledger.listIncidents({ limit: 1 })).items;
    expect(inside?.suppressed).toMatchObject({ reason: expect.stringContaining('slot') });
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
    expect((await engine.operations.listRecurring()).made).toEqual([]);
    expect(await engine.operations.endRecurring(id, roan)).toMatchObject({ kind: 'unchanged' });
  });
});

describe('one time of a recurring window', () => {
  const rules = { ...buildRules(story), maintenance: [{ ...nightly, name: 'import' }] };
  const tonight = 'import@2013-04-19T00:00:00Z';

  /** The same check fails now. */
  async function fails(on: TestEngine): Promise<void> {
    await on.triage(buildAlert({ receivedAt: bench.clock.now() }));
    await bench.settle(on);
  }

  it('that is ended pages at once what it holds', async () => {
    const engine = await bench.engine({ rules });
    await bench.advance(midnight + minute, engine);
    await fails(engine);
    const inside = bench.news();
    const ended = await engine.operations.endWindow(tonight, roan);
    await bench.settle(engine);

    expect(inside).toEqual([]);
    expect(ended).toMatchObject({ kind: 'done', value: { id: tonight, endedBy: 'roan', endsAt: bench.clock.now() } });
    expect(bench.news()).toContain('roan sms');
  });

  it.each(['in the process that ended it', 'in another one', 'after a restart'])(
    'that was ended holds nothing, %s; the next one does',
    async (where) => {
      const [here, there] = [await bench.engine({ rules }), await bench.engine({ rules })];
      await bench.advance(midnight + minute, here);
      await here.operations.endWindow(tonight, roan);
      await bench.settle(here);
      const restarted = await bench.engine({ rules });
      const engine = { 'in another one': there, 'after a restart': restarted }[where] ?? here;
      await fails(engine);
      const tonights = bench.news();
      await engine.triage(buildAlert({ kind: 'recovery', receivedAt: bench.clock.now() + 1 }));
      await bench.advance(day, engine);
      bench.news();
      await fails(engine);

      expect(tonights).toContain('roan sms');
      expect(bench.news()).toEqual([]);
      expect(await engine.operations.currentWindows()).toMatchObject([{ id: 'import@2013-04-20T00:00:00Z' }]);
    },
  );

  it('may be called off before it begins: pages go out at its time, and no preview counts it', async () => {
    const engine = await bench.engine({ rules });
    const startsAt = bench.clock.now() + midnight;
    await engine.operations.endWindow(tonight, roan);
    const { calledOff } = await engine.operations.listRecurring();
    const deploy = { services: ['parsoid'], match: [], startsAt, endsAt: startsAt + 5 * minute, reason: 'deploy' };
    const { overlaps } = await engine.operations.previewWindow(deploy);
    await bench.advance(midnight + minute, engine);
    await fails(engine);

    expect([...calledOff]).toEqual([[tonight, 'roan']]);
    expect(overlaps).toEqual([]);
    expect(bench.news()).toContain('roan sms');
    expect(await engine.operations.currentWindows()).toEqual([]);
    expect((await engine.operations.listWindows(10)).items).toMatchObject([{ id: tonight, endedBy: 'roan' }]);
  });

  it('is ended once, by whoever is first', async () => {
    const engine = await bench.engine({ rules });
    await bench.advance(midnight + minute, engine);

    const kinds = await Promise.all([roan, roan, roan].map((one) => engine.operations.endWindow(tonight, one)));
    const late = await engine.operations.endWindow(tonight, { person: 'ariel', via: 'cli' });

    expect(kinds.map(({ kind }) => kind).sort()).toEqual(['done', 'unchanged', 'unchanged']);
    expect(late).toMatchObject({ kind: 'unchanged', text: expect.stringContaining('has ended already by roan') });
  });

  it.each([
    ['that is over', 'import@2013-04-18T00:00:00Z', { kind: 'unchanged' }],
    ['that the calendar does not have', 'import@2013-04-19T00:10:00Z', { kind: 'not-found' }],
    ['of no window', 'export@2013-04-19T00:00:00Z', { kind: 'not-found' }],
    ['of no time', 'import@tonight', { kind: 'not-found' }],
    ['of no year', 'import@+275760-09-13T00:00:00Z', { kind: 'not-found' }],
    ['of a far year', 'import@9999-12-31T12:00:00Z', { kind: 'not-found' }],
  ])('%s changes nothing', async (_name, id, result) => {
    const engine = await bench.engine({ rules });

    expect(await engine.operations.endWindow(id, roan)).toMatchObject(result);
    expect((await engine.operations.listWindows(10)).items).toEqual([]);
  });

  it('of one that recurs no more is none', async () => {
    const engine = await bench.engine();
    const made = await engine.operations.addRecurring(nightly, roan);
    const id = made.kind === 'done' ? made.value.id : '';
    await engine.operations.endRecurring(id, roan);

    expect(await engine.operations.endWindow(`${id}@2013-04-19T00:00:00Z`, roan)).toMatchObject({ kind: 'not-found' });
  });

  it('stays called off where the rules make it longer', async () => {
    const engine = await bench.engine({ rules });
    await engine.operations.endWindow(tonight, roan);
    const longer = { ...nightly, name: 'import', lengthSeconds: 6 * 86_400 };
    engine.reload({ ...rules, maintenance: [longer] });
    await bench.advance(midnight + 5 * day, engine);
    await fails(engine);

    expect((await engine.operations.currentWindows()).map(({ id }) => id)).not.toContain(tonight);
    expect(await engine.operations.findWindow(tonight)).toMatchObject({ endedBy: 'roan' });
  });

  it('is the same however its start is written', async () => {
    const engine = await bench.engine({ rules });
    const written = 'import@2013-04-19T00:00:00.000Z';

    const ended = await engine.operations.endWindow(written, roan);

    expect(ended).toMatchObject({ kind: 'done', value: { id: tonight } });
    expect(await engine.operations.endWindow(written, roan)).toMatchObject({ kind: 'unchanged' });
    expect(await engine.operations.findWindow(written)).toMatchObject({ id: tonight, endedBy: 'roan' });
  });

  it('cannot be given another end: that is a window beside it', async () => {
    const engine = await bench.engine({ rules });
    await bench.advance(midnight + minute, engine);

    expect(await engine.operations.extendWindow(tonight, bench.clock.now() + day, roan)).toMatchObject({
      kind: 'not-found',
    });
  });
});
