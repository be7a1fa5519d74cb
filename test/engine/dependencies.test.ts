import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Alert } from '../../src/domain/alert.js';
import type { Incident } from '../../src/domain/incident.js';
import type { Ledger } from '../../src/ports-ledger.js';
import { buildAlert, buildRecovery, minute, story } from '../pipeline/decide/evening.js';
import { buildRules } from '../pipeline/route/rules-builder.js';
import { type Bench, startBench, type TestEngine } from './engines.js';

/** Web stands on the API, which stands on MySQL. Daniel and Leslie get all pages. */
const rules = buildRules({
  ...story,
  services: {
    mysql: { displayName: 'MySQL', match: [{ host: 'db*' }] },
    api: { displayName: 'API', match: [{ host: 'api*' }], dependsOn: ['mysql'] },
    web: { displayName: 'Web', match: [{ host: 'web*' }], dependsOn: ['api'] },
  },
  subscriptions: [{ who: ['daniel'], scope: { kind: 'all' } }],
});

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
  engine = await bench.engine({ rules });
});

async function fails(host: string, over: Partial<Alert> = {}, by = engine): Promise<void> {
  await by.triage(buildAlert({ host, check: 'http', receivedAt: bench.clock.now(), ...over }));
  await bench.settle(by);
}

async function recovers(host: string): Promise<void> {
  await engine.triage(buildRecovery({ host, check: 'http', receivedAt: bench.clock.now() }));
  await bench.settle(engine);
}

async function incidentOf(service: string): Promise<Incident> {
  const { items } = await bench.ledger.listIncidents({ service, limit: 1 });
  const [found] = items;
  if (found === undefined) throw new Error(`no incident of ${service}`);
  return found;
}

async function timelineOf(service: string): Promise<readonly string[]> {
  const lines = await bench.ledger.readTimeline((await incidentOf(service)).id);
  return lines.map(({ text }) => text);
}

/** What has gone to Daniel by SMS since the last look. */
function texts(): readonly string[] {
  const fresh = bench.sent.filter(({ person, channel }) => person === 'daniel' && channel === 'sms');
  bench.sent.length = 0;
  return fresh.map(({ text }) => text);
}

describe('an incident of a service that depends on one that fails', () => {
  it('is held with that incident, and both timelines say so', async () => {
    await fails('db1');
    const { id } = await incidentOf('mysql');
    texts();

    await fails('api1');
    await bench.advance(2 * minute, engine);

    expect(texts()).toEqual([]);
    expect((await incidentOf('api')).suppressed).toEqual({
      reason: 'depends on MySQL (incident #1)',
      id: `incident:${id}`,
      until: null,
    });
    expect(await timelineOf('api')).toContain(`no page: depends on MySQL (incident #1) (incident:${id})`);
    expect(await timelineOf('mysql')).toContain('held with this, since it depends on it: API: http on api1 (critical)');
    expect((await timelineOf('mysql')).filter((line) => line.startsWith('held with'))).toHaveLength(1);
    const { items } = await bench.ledger.listIncidents({ service: 'api', limit: 1 });
    const [alert] = await bench.ledger.listAlerts(items[0]?.id ?? '');
    expect(alert).toMatchObject({ outcome: 'suppressed', because: `depends on MySQL (incident #1) (incident:${id})` });
  });

  it('is paged on its own as soon as that one is over and it is not', async () => {
    await fails('db1');
    await fails('api1');
    await bench.advance(20 * minute, engine);
    texts();

    await recovers('db1');

    expect(texts()).toEqual([
      expect.stringMatching(/^RECOVERED MySQL/),
      expect.stringMatching(
        /^CRITICAL API: http on api1\n(.|\n)*what it depends on is back, failing since 18 Apr 23:46/,
      ),
    ]);
    expect(await incidentOf('api')).toMatchObject({ state: 'triggered', suppressed: null });
  });

  it('is paged when somebody resolves that one by hand', async () => {
    await fails('db1');
    await fails('api1');
    texts();

    await engine.operations.resolve('1', { person: 'daniel', via: 'cli' });
    await bench.settle(engine);

    expect(texts()).toContainEqual(expect.stringMatching(/^CRITICAL API/));
  });

  it('never pages when it recovers first', async () => {
    await fails('db1');
    await fails('api1');
    await recovers('api1');
    await recovers('db1');
    await bench.advance(30 * minute, engine);

    expect(texts().filter((text) => text.includes('API'))).toEqual([]);
  });

  it('stops its escalation when that one fails after it, and goes on from step 1 afterwards', async () => {
    await fails('api1');
    await bench.advance(5 * minute, engine);
    await fails('db1');
    bench.news();
    await bench.advance(25 * minute, engine);
    const held = bench.sent.filter(({ text }) => text.includes('API:'));

    expect(held.filter(({ createdAt }) => createdAt > bench.clock.now() - 25 * minute)).toEqual([]);
    texts();
    await recovers('db1');
    expect(texts()).toContainEqual(expect.stringMatching(/^CRITICAL API/));
  });

  it('is held by what lies further up, and by the next one as the first ends', async () => {
    await fails('db1');
    await fails('api1');
    await fails('web1');
    const first = await incidentOf('web');
    await recovers('api1');
    await bench.settle(engine);

    expect(first.suppressed?.reason).toBe('depends on API (incident #2)');
    expect((await incidentOf('web')).suppressed?.reason).toBe('depends on MySQL (incident #1)');
    expect(texts().filter((text) => text.includes('Web'))).toEqual([]);
  });

  it.each(['warning', 'info'] as const)('is not held by a %s for which nobody is woken', async (severity) => {
    await fails('db1', { severity });
    texts();

    await fails('api1');

    expect(texts()).toEqual([expect.stringMatching(/^CRITICAL API/)]);
  });

  it('is paged when what it depends on is no longer that bad', async () => {
    await fails('db1');
    await fails('db2', { severity: 'warning' });
    await fails('api1');
    texts();

    await recovers('db1');

    expect(texts()).toEqual([expect.stringMatching(/^CRITICAL API/)]);
  });

  it('is named in the pages of that one', async () => {
    await fails('db1');
    await fails('api1');
    await fails('web1');
    texts();
    await bench.advance(40 * minute, engine);

    expect(texts()).toContainEqual(expect.stringMatching(/^CRITICAL MySQL(.|\n)*with it: API \(#2\)/));
  });
});

describe('what could lose such a page', () => {
  /** A process that still believes that MySQL fails. */
  function believing(parents: Awaited<ReturnType<Ledger['services']['openHeads']>>, times: number): Ledger {
    let left = times;
    const openHeads: Ledger['services']['openHeads'] = async (services, most) => {
      left -= 1;
      return left >= 0 ? parents : bench.ledger.services.openHeads(services, most);
    };
    return { ...bench.ledger, services: { ...bench.ledger.services, openHeads } };
  }

  it('the parent ends while the child is being decided: it is decided again, and paged', async () => {
    await fails('db1');
    const parents = await bench.ledger.services.openHeads(['mysql'], 1);
    await recovers('db1');
    texts();
    const slow = await bench.engine({ rules, ledger: believing(parents, 1) });

    await fails('api1', {}, slow);

    expect(texts()).toEqual([expect.stringMatching(/^CRITICAL API/)]);
  });

  it('the word that the parent is over is lost: the child is looked at within a minute', async () => {
    await fails('db1');
    await fails('api1');
    texts();
    const due = await bench.ledger.leaseDue(bench.clock.now(), 1, 100);
    expect(due).toEqual([]);
    await engine.triage(buildRecovery({ host: 'db1', check: 'http', receivedAt: bench.clock.now() }));
    for (const ref of await bench.ledger.leaseDue(bench.clock.now(), 3_600_000, 100)) {
      if (ref.kind !== 'dependents') await engine.dispatcher.run(ref);
    }
    texts();

    await bench.advance(minute, engine);

    expect(texts()).toContainEqual(expect.stringMatching(/^CRITICAL API/));
  });

  it('the rules no longer say that it depends on it: it is paged within a minute', async () => {
    await fails('db1');
    await fails('api1');
    texts();
    const { dependsOn: _, ...api } = { ...rules.services.get('api') };
    const services = { mysql: { match: [{ host: 'db*' }] }, api, web: { match: [{ host: 'web*' }] } };
    engine.reload(buildRules({ ...story, services, subscriptions: [{ who: ['daniel'], scope: { kind: 'all' } }] }));

    await bench.advance(minute, engine);

    expect(texts()).toEqual([expect.stringMatching(/^CRITICAL API/)]);
  });
});
