import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Rules } from '../../src/domain/rules.js';
import { createScheduleWatch } from '../../src/engine/schedules/watch-schedules.js';
import type { OverrideRequest } from '../../src/engine/use-cases.js';
import { buildAlert } from '../pipeline/decide/evening.js';
import { buildRotation, buildRules, type RulesSketch } from '../pipeline/route/rules-builder.js';
import { type Bench, startBench, type TestEngine } from './engines.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The clock of the bench stands in Ann's week, which ends on Monday 2013-04-22 at 17:00 UTC. */
const MONDAY = Date.parse('2013-04-22T17:00:00Z');
const admin = { person: 'admin', via: 'api' };

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.clear());
afterAll(() => bench.stop());

function rulesOf(sketch: RulesSketch = {}): Rules {
  return buildRules({
    people: { ann: {}, ben: {}, cid: {} },
    schedules: { duty: { rotations: [buildRotation(['ann', 'ben'])] } },
    subscriptions: [{ who: ['duty'] }],
    ...sketch,
  });
}

function request(over: Partial<OverrideRequest> = {}): OverrideRequest {
  const now = bench.clock.now();
  return {
    ...{ schedule: 'duty', kind: 'cover', person: 'cid', replaces: null },
    endsAt: now + HOUR,
    reason: null,
    allowGap: false,
    ...over,
  };
}

/** Subjects of the mails since the last call, each with its reader. */
function mails(): readonly string[] {
  return bench.sent
    .splice(0)
    .map(({ person, subject }) => `${person}: ${subject}`)
    .sort();
}

/** An engine whose people know of their shifts. */
async function quietEngine(rules = rulesOf()): Promise<TestEngine> {
  const engine = await bench.engine({ rules });
  await look(engine);
  await bench.advance(11_000, engine);
  mails();
  return engine;
}

async function look({ deps }: TestEngine): Promise<void> {
  await createScheduleWatch({ ledger: deps.ledger, index: deps.index, clock: bench.clock }).look();
}

describe('mails about shifts', () => {
  it('go out when a shift begins and ends, once, with several processes', async () => {
    const first = await quietEngine();
    const second = await bench.engine({ rules: rulesOf() });
    await look(second);

    await bench.advance(MONDAY - bench.clock.now(), first, second);

    expect(mails()).toEqual([
      'ann: [ON CALL] Your shift in duty has ended',
      'ben: [ON CALL] Your shift in duty has begun, until Mon 29 Apr 2013 17:00 UTC',
    ]);
    await bench.advance(DAY, first, second);
    expect(mails()).toEqual([]);
  });

  it('go out when the process comes back after the hand-off', async () => {
    await quietEngine();
    bench.clock.set(MONDAY + HOUR);

    const restarted = await bench.engine({ rules: rulesOf() });
    await look(restarted);
    await bench.settle(restarted);

    expect(mails()).toHaveLength(2);
  });

  it('tell both when an override moves a shift, and nobody when it is taken back at once', async () => {
    const engine = await quietEngine();
    await engine.operations.addOverride(request({ kind: 'replace', person: 'cid', replaces: 'ann' }), admin);
    await bench.advance(11_000, engine);
    const moved = mails();

    const added = await engine.operations.addOverride(
      request({ person: 'ben', endsAt: bench.clock.now() + 2 * HOUR }),
      admin,
    );
    await engine.operations.removeOverride(added.kind === 'done' ? added.value.id : '', admin);
    await bench.advance(60_000, engine);

    expect(moved).toEqual([
      'ann: [ON CALL] Your shifts in duty have changed',
      expect.stringMatching(/^cid: \[ON CALL\] You have shifts in duty: you are on call now, until Fri 19 Apr 2013/),
    ]);
    expect(mails()).toEqual([]);
  });

  it('tell those whose shifts other rules move, and those of a schedule that is gone', async () => {
    const engine = await quietEngine();
    const watch = createScheduleWatch({ ledger: bench.ledger, index: engine.deps.index, clock: bench.clock });
    await watch.look();
    const later = { startsAt: Date.UTC(2013, 3, 15, 20) };

    engine.reload({
      ...rulesOf({ schedules: { duty: { rotations: [buildRotation(['ann', 'ben'], later)] } } }),
      hash: 'b',
    });
    await watch.look();
    await bench.advance(11_000, engine);
    const moved = mails();
    engine.reload({ ...rulesOf({ schedules: {}, subscriptions: [{ who: ['cid'] }] }), hash: 'c' });
    await watch.look();
    await bench.advance(11_000, engine);

    expect(moved).toEqual([
      expect.stringContaining('ann: [ON CALL] Your shifts in duty have changed'),
      'ben: [ON CALL] Your shifts in duty have changed',
    ]);
    expect(mails()).toEqual([
      'ann: [ON CALL] You have no more shifts in duty',
      'ben: [ON CALL] You have no more shifts in duty',
    ]);
  });

  it('are not flung to and fro by a process that still has older rules', async () => {
    const old = await quietEngine();
    bench.clock.set(bench.clock.now() + 1000);
    const later = { startsAt: Date.UTC(2013, 3, 15, 20) };
    const rules = {
      ...rulesOf({ schedules: { duty: { rotations: [buildRotation(['ann', 'ben'], later)] } } }),
      hash: 'b',
    };
    const fresh = await bench.engine({ rules });
    await look(fresh);
    await bench.advance(11_000, fresh);
    mails();

    await look(old);
    await bench.advance(60_000, old);

    expect(mails()).toEqual([]);
  });

  it('never go to who does not want them or has no email', async () => {
    const engine = await quietEngine(rulesOf({ people: { ann: { shiftMails: false }, ben: { email: [] }, cid: {} } }));

    await bench.advance(MONDAY - bench.clock.now(), engine);

    expect(mails()).toEqual([]);
  });
});

describe('overrides', () => {
  it.each([
    ['an unknown schedule', { schedule: 'dutty' }, 'schedule', 'did you mean "duty"?'],
    ['an unknown person', { person: 'cidd' }, 'person', 'did you mean "cid"?'],
    ['nobody to come', { person: null }, 'person', 'cover needs the person who comes on call'],
    ['nobody to go', { kind: 'remove' as const, person: null }, 'replaces', 'remove needs the person who goes off'],
    ['somebody too many', { replaces: 'ann' }, 'replaces', 'has no meaning here'],
    ['an end in the past', { startsAt: 0, endsAt: 1 }, 'endsAt', 'the end lies in the past'],
  ])('are refused with %s', async (_what, over, path, message) => {
    const engine = await bench.engine({ rules: rulesOf() });

    const refused = await engine.operations.addOverride(request(over), admin);

    expect(refused).toMatchObject({ kind: 'refused', faults: [{ path, message: expect.stringContaining(message) }] });
  });

  it('are refused where nobody would be on call, unless that is meant', async () => {
    const engine = await bench.engine({ rules: rulesOf() });
    const removal = { kind: 'remove' as const, person: null, replaces: 'ann' };

    const refused = await engine.operations.addOverride(request(removal), admin);
    const meant = await engine.operations.addOverride(request({ ...removal, allowGap: true }), admin);

    expect(refused).toMatchObject({
      kind: 'refused',
      code: 'leaves-a-gap',
      text: expect.stringContaining('nobody would be on call in duty'),
    });
    expect(meant.kind).toBe('done');
    expect(await engine.operations.onCall({ of: 'duty', at: bench.clock.now(), span: null })).toMatchObject({
      schedules: [{ people: [] }],
    });
  });

  it('are refused where they leave nobody behind in a schedule that follows', async () => {
    const schedules = { duty: { rotations: [buildRotation(['ann', 'ben'])] }, second: { follows: 'duty' } };
    const engine = await bench.engine({ rules: rulesOf({ schedules }) });

    const refused = await engine.operations.addOverride(request({ person: 'ben' }), admin);

    expect(refused).toMatchObject({ code: 'leaves-a-gap', text: expect.stringContaining('in second') });
  });

  it('say that they change nothing', async () => {
    const engine = await bench.engine({ rules: rulesOf() });

    const made = await engine.operations.addOverride(request({ kind: 'replace', replaces: 'ben' }), admin);

    expect(made).toMatchObject({ kind: 'unchanged', text: 'this changes nothing: ben is not on call then' });
  });

  it('count at once, also in a process that has not read them yet', async () => {
    const [here, there] = [await quietEngine(), await bench.engine({ rules: rulesOf() })];

    await here.operations.addOverride(request(), admin);
    await there.operations.explainDraft({ kind: 'problem', summary: 'x' }, 'generic', null);
    await there.triage(buildAlert({ at: bench.clock.now(), receivedAt: bench.clock.now() }));
    await bench.settle(here, there);

    expect(new Set(bench.news().map((text) => text.split(' ')[0]))).toEqual(new Set(['cid']));
  });

  it('end when they are removed, and cannot be removed twice', async () => {
    const engine = await bench.engine({ rules: rulesOf() });
    const made = await engine.operations.addOverride(request(), admin);
    const id = made.kind === 'done' ? made.value.id : '';
    bench.clock.set(bench.clock.now() + 60_000);

    const removed = await engine.operations.removeOverride(id, { person: 'ann', via: 'cli' });
    const again = await engine.operations.removeOverride(id, admin);

    expect(removed).toMatchObject({ kind: 'done', value: { removedBy: 'ann', endsAt: bench.clock.now() } });
    expect(again).toMatchObject({ kind: 'unchanged', text: `override ${id} is over already` });
    expect((await engine.operations.removeOverride('nope', admin)).kind).toBe('not-found');
    expect(await engine.operations.onCall({ of: 'duty', at: bench.clock.now(), span: null })).toMatchObject({
      schedules: [{ people: ['ann'] }],
    });
  });
});
