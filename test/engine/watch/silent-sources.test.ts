import { beforeEach, describe, expect, it } from '@jest/globals';
import { createMovableClock, type MovableClock } from '../../../src/clock/movable-clock.js';
import type { Alert } from '../../../src/domain/alert.js';
import type { SourceExpectation } from '../../../src/domain/rules.js';
import { createHearing, type Hearing } from '../../../src/engine/watch/hearing.js';
import { createSilentSources } from '../../../src/engine/watch/silent-sources.js';
import type { LastSeen } from '../../../src/ports-watch.js';
import { buildRules } from '../../pipeline/route/rules-builder.js';

const silentLog = { debug() {}, info() {}, warn() {}, error() {} };
const minute = 60_000;

let clock: MovableClock;
let told: Alert[];
let open: Set<string>;
let seen: LastSeen;
let hearing: Hearing;
let expectations: Map<string, SourceExpectation>;
let look: () => Promise<void>;

beforeEach(() => {
  clock = createMovableClock(1_000_000_000);
  told = [];
  open = new Set();
  seen = keepInMemory();
  expectations = new Map([['icinga', { name: 'icinga', expectEverySeconds: 600, staleAfterSeconds: 86_400 }]]);
  startRouter();
});

/** A process: what it knew before is gone, what is stored is not. */
function startRouter(): void {
  hearing = createHearing({ seen, clock, log: silentLog });
  const watch = createSilentSources({
    rules: () => ({ ...buildRules({}), sources: expectations }),
    seen,
    ledger: {
      readSituation: async (_key, checkKeys) => ({
        incidents: [],
        checkRecords: new Map(checkKeys.map((key) => [key, open.has(key) ? openRecord() : null])),
      }),
    },
    triage: async (alert) => {
      told.push(alert);
      if (alert.failing === true) open.add(alert.checkKey);
      else open.delete(alert.checkKey);
      return alert.id;
    },
    clock,
    log: silentLog,
    metrics: { count() {}, gauge() {} },
  });
  look = watch.look;
}

function openRecord() {
  return {
    incidentId: 'i1',
    recoveredAt: null,
    recoveryArrivedAt: null,
    closedByHandAt: null,
    closedStateSince: null,
  };
}

function keepInMemory(): LastSeen {
  const times = new Map<string, number>();
  return {
    async note(sightings) {
      for (const { name, at, onlyKnown = false } of sightings) if (!onlyKnown || times.has(name)) times.set(name, at);
    },
    all: async () => new Map(times),
    async forget(name) {
      times.delete(name);
    },
  };
}

/** Time goes by with a look every half minute. */
async function pass(ms: number, meanwhile: () => void = () => undefined): Promise<void> {
  for (let gone = 0; gone < ms; gone += minute / 2) {
    clock.set(clock.now() + minute / 2);
    meanwhile();
    await look();
  }
}

function news(): string[] {
  return told.splice(0).map(({ kind, check }) => `${kind}: ${check}`);
}

describe('createSilentSources', () => {
  it('pages when a source that must be heard has never been heard for one period', async () => {
    await look();
    await pass(10 * minute);
    const before = news();
    await pass(minute);

    expect(before).toEqual([]);
    expect(news()).toEqual(['problem: silence of icinga']);
  });

  it('pages once, and recovers when the source is heard again', async () => {
    await pass(5 * minute, () => hearing.message('icinga'));
    await pass(30 * minute);
    const silence = told.map(({ severity, source, summary }) => [severity, source, summary]);
    hearing.message('icinga');
    await pass(minute);

    expect(silence).toEqual([['critical', 'paging-router', expect.stringMatching(/^icinga is silent since \d{4}-/)]]);
    expect(news()).toEqual(['problem: silence of icinga', 'recovery: silence of icinga']);
  });

  it('tells the silent one of several nodes, once they send heartbeats', async () => {
    await pass(5 * minute, () => {
      hearing.heartbeat('icinga', 'icinga1');
      hearing.heartbeat('icinga', 'icinga2');
    });

    await pass(12 * minute, () => hearing.heartbeat('icinga', 'icinga2'));

    expect(news()).toEqual(['problem: silence of icinga on icinga1']);
  });

  it('takes an alert of a node as a sign of life, but expects none of a node that never sent a heartbeat', async () => {
    await pass(minute, () => hearing.heartbeat('icinga', 'icinga1'));
    hearing.message('icinga', ['laptop']);

    await pass(30 * minute, () => hearing.message('icinga', ['icinga1']));

    expect(news()).toEqual([]);
  });

  it('gives one whole period after the router itself was away', async () => {
    await pass(5 * minute, () => hearing.message('icinga'));
    clock.set(clock.now() + 120 * minute);
    startRouter();

    await pass(9 * minute);
    const before = news();
    await pass(2 * minute);

    expect(before).toEqual([]);
    expect(news()).toEqual(['problem: silence of icinga']);
  });

  it('gives one whole period after Redis was away', async () => {
    await pass(5 * minute, () => hearing.message('icinga'));
    clock.set(clock.now() + 120 * minute);

    await pass(9 * minute);

    expect(news()).toEqual([]);
  });

  it('recovers what another process has told', async () => {
    await pass(minute, () => hearing.message('icinga'));
    await pass(12 * minute);
    startRouter();
    await pass(minute);
    const before = news();
    hearing.message('icinga');
    await pass(minute);

    expect(before).toEqual(['problem: silence of icinga']);
    expect(news()).toEqual(['recovery: silence of icinga']);
  });

  it('forgets a node that has been gone for a week, and a source that is no longer declared', async () => {
    await pass(minute, () => {
      hearing.heartbeat('icinga', 'icinga1');
      hearing.heartbeat('icinga', 'icinga2');
    });
    await pass(8 * 24 * 60 * minute, () => hearing.heartbeat('icinga', 'icinga2'));
    const gone = news();
    await pass(12 * minute);
    expectations = new Map();
    await pass(minute);

    expect(gone).toEqual(['problem: silence of icinga on icinga1', 'recovery: silence of icinga on icinga1']);
    expect(news()).toEqual(['problem: silence of icinga on icinga2', 'recovery: silence of icinga on icinga2']);
  });
});
