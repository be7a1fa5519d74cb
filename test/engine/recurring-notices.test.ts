import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createScheduleWatch } from '../../src/engine/schedules/watch-schedules.js';
import { buildAlert, minute, story } from '../pipeline/decide/evening.js';
import { buildRules } from '../pipeline/route/rules-builder.js';
import { type Bench, startBench, type TestEngine } from './engines.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(() => bench.clear());

const day = 24 * 60 * minute;
const midnight = 14 * minute;
const nightly = {
  ...{ services: ['parsoid'], match: [], weekdays: [1, 2, 3, 4, 5, 6, 7], atMinutes: 0, timezone: 'UTC' },
  ...{ lengthSeconds: 1800, reason: 'nightly import' },
};
const silenced = ['ariel email', 'daniel email', 'gabriel email', 'leslie email'];

/** An engine by the story's rules with the nightly window among them. */
async function withRules(more: { reason?: string; maintenanceNotices?: readonly string[] } = {}): Promise<TestEngine> {
  const { reason = nightly.reason, ...notices } = more;
  const maintenance = [{ ...nightly, name: 'import', reason }];
  const engine = await bench.engine({ rules: { ...buildRules(story), maintenance, ...notices } });
  await createScheduleWatch({ ledger: bench.ledger, index: engine.deps.index, clock: bench.clock }).look();
  return engine;
}

function told(): readonly string[] {
  return bench
    .notices()
    .map((line) => line.replace(/: .*/, ''))
    .sort();
}

describe('a recurring window that somebody made', () => {
  it('is told once to those whom it silences: when, why, and how to end it; and not to who made it', async () => {
    const engine = await bench.engine();
    const made = await engine.operations.addRecurring(nightly, { person: 'roan', via: 'cli' });
    await bench.advance(3 * day, engine);

    expect(told()).toEqual(silenced);
    const text = bench.sent[0]?.text ?? '';
    expect(text).toContain('Reason: nightly import');
    expect(text).toContain('When: daily at 00:00 UTC, for 30m each time');
    expect(text).not.toContain('other window');
    const id = made.kind === 'done' ? made.value.id : '';
    expect(text).toContain(`To call this time off: pagectl maintenance end ${id}@2013-04-19T00:00:00Z`);
    expect(text).toContain(`To end it for good: pagectl maintenance recurring end ${id}`);
  });

  it('is told as silencing already where one of its times is under way', async () => {
    const engine = await bench.engine();
    await engine.operations.addRecurring({ ...nightly, atMinutes: 23 * 60 + 30 }, { person: 'roan', via: 'cli' });
    await bench.settle(engine);

    expect(bench.notices()[0]).toMatch(/roan silences parsoid again and again, for the first time until 19 Apr 00:00$/);
  });

  it('tells who made it at the end of an occurrence what fired inside, and of nothing where nothing did', async () => {
    const engine = await bench.engine();
    await engine.operations.addRecurring(nightly, { person: 'roan', via: 'cli' });
    await bench.advance(midnight + minute, engine);
    bench.sent.length = 0;
    await engine.triage(buildAlert({ receivedAt: bench.clock.now() }));
    await bench.advance(32 * minute, engine);

    const notices = bench.notices();
    expect(notices.find((line) => line.includes('has ended'))).toMatch(
      /^roan email: .*1 alert was held, 1 is still failing and has been paged/,
    );
    expect(notices.find((line) => line.includes('still failing:'))).toMatch(/^roan /);
    await bench.advance(20 * 60 * minute, engine);
    expect(bench.notices().filter((line) => line.includes('has ended'))).toHaveLength(1);
  });

  it('tells so at once when it is ended within an occurrence', async () => {
    const engine = await bench.engine();
    const made = await engine.operations.addRecurring(nightly, { person: 'roan', via: 'cli' });
    await bench.advance(midnight + minute, engine);
    await engine.triage(buildAlert({ receivedAt: bench.clock.now() }));
    await bench.settle(engine);
    await engine.operations.endRecurring(made.kind === 'done' ? made.value.id : '', { person: 'roan', via: 'cli' });
    await bench.advance(minute, engine);

    expect(bench.notices().find((line) => line.includes('has ended'))).toMatch(/^roan email/);
    expect(bench.sent.at(-1)?.text).toContain('ended by');
  });
});

describe('a recurring window of the rules', () => {
  it('is told to those whom it silences as it begins for the first time, and again when it was changed', async () => {
    const engine = await withRules();
    await bench.advance(10 * minute, engine);
    const before = told();
    await bench.advance(10 * minute, engine);
    const first = told();
    await bench.advance(3 * day, engine);
    const later = told();
    const changed = await withRules({ reason: 'longer import' });
    await bench.advance(day, changed);

    expect(before).toEqual([]);
    expect(first).toEqual([...silenced, 'roan email'].sort());
    expect(later).toEqual(first);
    expect(told()).toHaveLength(2 * first.length);
    expect(bench.sent[0]?.text).toContain(
      'To end this time now: pagectl maintenance end import@2013-04-19T00:00:00Z\nTo call another time off: pagectl maintenance recurring skip import --on DAY\nAll of them stand in the rules (maintenance: import).',
    );
  });

  it('is told at each occurrence to those whom the rules name, and to nobody else', async () => {
    const engine = await withRules({ maintenanceNotices: ['ariel'] });
    await bench.advance(2 * day, engine);

    expect(told()).toEqual(['ariel email', 'ariel email']);
    expect(bench.sent[0]?.text).toContain('Nobody is paged for it meanwhile.');
  });

  it('tells the owners of its services what fired inside', async () => {
    const engine = await withRules();
    await bench.advance(midnight + minute, engine);
    await engine.triage(buildAlert({ receivedAt: bench.clock.now() }));
    await bench.advance(31 * minute, engine);

    expect(
      bench
        .notices()
        .filter((line) => line.includes('has ended'))
        .map((line) => line.replace(/:.*/, '')),
    ).toEqual(['roan email', 'gabriel email']);
    expect(bench.sent.find(({ text }) => text.includes('still failing:'))?.text).toContain(
      'pagectl maintenance start parsoid --for 15m',
    );
  });
});
