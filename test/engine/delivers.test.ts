import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Rules } from '../../src/domain/rules.js';
import { deliverMethod } from '../../src/engine/deliver/deliver-method.js';
import { retellDeadLetters } from '../../src/engine/retell-dead-letters.js';
import { buildAlert, buildRecovery, evening, minute, second, story } from '../pipeline/decide/evening.js';
import { buildRules } from '../pipeline/route/rules-builder.js';
import { accepted, type Bench, permanent, startBench, unknown } from './engines.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});
beforeEach(() => bench.clear());
afterAll(() => bench.stop());

const smsFirst = {
  notify: { high: [{ via: 'sms', afterSeconds: 0 }], low: [{ via: 'email', afterSeconds: 0 }] },
} as const;

/** Roan alone is paged, by SMS; mail is what is left when that fails. Ariel after 15 minutes. */
function roanAlone(change: Partial<Rules> = {}): Rules {
  const rules = buildRules({
    ...story,
    people: { roan: smsFirst, ariel: smsFirst, daniel: { ...smsFirst, roles: ['ops'] } },
    groups: { ops: ['daniel'], 'parsoid-team': ['roan'] },
    subscriptions: [{ who: ['roan'], scope: { kind: 'all' } }],
  });
  return { ...rules, ...change };
}

async function firstIncident() {
  const incident = await bench.ledger.readIncident('1');
  if (incident === null) throw new Error('there is no incident');
  return incident;
}

describe('delivery: the next method', () => {
  it('goes to mail at once when the SMS is refused for good', async () => {
    const engine = await bench.engine({ rules: roanAlone() });
    bench.answer = ({ channel }) => (channel === 'sms' ? permanent : accepted);

    await engine.triage(buildAlert());
    await bench.settle(engine);

    expect(bench.news()).toEqual(['roan sms', 'roan email']);
    expect(await bench.ledger.listDeadLetters(10)).toEqual([]);
  });

  it('keeps a dead letter, tells ops and goes to the next step when every method is refused', async () => {
    const engine = await bench.engine({ rules: roanAlone() });
    bench.answer = ({ person }) => (person === 'roan' ? permanent : accepted);

    await engine.triage(buildAlert());
    await bench.settle(engine);

    const news = bench.news();
    expect(news.slice(0, 2)).toEqual(['roan sms', 'roan email']);
    expect(news.slice(2).sort()).toEqual(['ariel sms', 'daniel sms']);
    expect(await bench.ledger.listDeadLetters(10)).toMatchObject([{ person: 'roan' }]);
    expect(await firstIncident()).toMatchObject({ step: 2 });
  });

  it('fires one step, not two, when all people of a step are out of reach at the same moment', async () => {
    const steps = ['ariel', 'leslie', 'gabriel'].map((name) => ({
      afterSeconds: 900,
      page: [{ kind: 'name', name } as const],
    }));
    const first = { afterSeconds: 0, page: [{ kind: 'subscribers' } as const] };
    const policy = { steps: [first, ...steps], repeat: 0, ackTimeoutSeconds: 3600 };
    const people = { roan: smsFirst, daniel: smsFirst, ariel: smsFirst, leslie: smsFirst, gabriel: smsFirst };
    const unreachable = (name: string) => ({ ...people.roan, email: [], sms: [`+120255500${name.length}1`] });
    const rules = buildRules({
      ...story,
      people: { ...people, roan: unreachable('roan'), daniel: unreachable('daniel') },
      subscriptions: [{ who: ['roan', 'daniel'], scope: { kind: 'all' } }],
      groups: {},
      policies: { default: policy },
      services: {},
    });
    const engines = await Promise.all([bench.engine({ rules }), bench.engine({ rules })]);
    let release = (): void => undefined;
    const both = new Promise<void>((resolve) => {
      release = resolve;
    });
    bench.answer = async ({ person }) => {
      if (person !== 'roan' && person !== 'daniel') return accepted;
      if (bench.sent.length >= 2) release();
      await both;
      return permanent;
    };

    await engines[0]?.triage(buildAlert());
    await bench.settle(...engines);

    const paged = bench.news().filter((one) => !/roan|daniel/.test(one));
    expect(paged).toEqual(['ariel sms']);
  });

  it('says that nobody was told when both methods fail at the same moment', async () => {
    const rules = buildRules({
      ...story,
      people: { roan: {} },
      groups: {},
      subscriptions: [{ who: ['roan'], scope: { kind: 'all' } }],
      policies: {},
      services: {},
    });
    const engine = await bench.engine({ rules });
    let release = (): void => undefined;
    const both = new Promise<void>((resolve) => {
      release = resolve;
    });
    bench.answer = async () => {
      if (bench.sent.length >= 2) release();
      await both;
      return permanent;
    };

    await engine.triage(buildAlert());
    await engine.dispatcher.idle();

    expect(await bench.ledger.listDeadLetters(10)).toContainEqual(expect.objectContaining({ person: 'roan' }));
  });

  it('tells ops of a dead letter although the process that kept it has died, and only once', async () => {
    const [dead, next] = [await bench.engine({ rules: roanAlone() }), await bench.engine({ rules: roanAlone() })];
    bench.answer = ({ person }) => (person === 'roan' ? permanent : accepted);
    await dead.triage(buildAlert());
    await bench.settle(dead);
    const told = bench.news().filter((one) => one === 'daniel sms');
    bench.clock.advance(2 * minute);

    await retellDeadLetters({ ...next.deps, ops: next.ops });
    await bench.settle(next);
    await next.operations.resolve('2', { person: 'daniel', via: 'api' });
    await retellDeadLetters({ ...next.deps, ops: (await bench.engine({ rules: roanAlone() })).ops });
    await bench.settle(next);

    expect(told).toEqual(['daniel sms']);
    expect(bench.news().filter((one) => one === 'daniel sms')).toEqual([]);
    const { items } = await bench.ledger.listIncidents({ limit: 10, state: 'open' });
    expect(items.map(({ audience }) => audience)).toEqual(['subscribers']);
  });

  it('sends the bare names when a text cannot be made', async () => {
    const engine = await bench.engine({ rules: roanAlone() });
    const broken = {
      ...engine.deps,
      link: () => {
        throw new Error('no link');
      },
    };
    const due = await bench.engine({ rules: roanAlone(), maxInFlight: 0 });
    await due.triage(buildAlert());

    await deliverMethod(broken, 'sms:+12025554114', { follow: () => undefined, goesOn: () => true });

    expect(bench.sent.map(({ text }) => text)).toEqual(['critical: Parsoid: LVS HTTP IPv4 on parsoid']);
  });

  it('asks after a message that may have been taken, and sends it once more, marked', async () => {
    const engine = await bench.engine({ rules: roanAlone() });
    bench.answer = () => (bench.sent.length === 1 ? unknown : accepted);

    await engine.triage(buildAlert());
    await bench.advance(30 * second, engine);

    expect(bench.news()).toEqual(['roan sms', 'roan sms']);
    const { items } = await bench.ledger.listNotifications({ limit: 10 });
    expect(items).toMatchObject([{ state: 'accepted', attempts: 2, possibleDuplicate: true }]);
  });

  it('sends nothing again when the provider has the message', async () => {
    const engine = await bench.engine({ rules: roanAlone() });
    bench.answer = () => unknown;
    bench.find = () => 'SM1';

    await engine.triage(buildAlert());
    await bench.advance(30 * second, engine);

    expect(bench.news()).toEqual(['roan sms']);
    const { items } = await bench.ledger.listNotifications({ limit: 10 });
    expect(items).toMatchObject([{ state: 'accepted', providerId: 'SM1', possibleDuplicate: false }]);
  });

  it('takes up a message whose process died while sending it', async () => {
    const [dying, other] = [await bench.engine({ rules: roanAlone() }), await bench.engine({ rules: roanAlone() })];
    bench.answer = () => (bench.sent.length === 1 ? new Promise<never>(() => undefined) : accepted);
    await dying.triage(buildAlert());

    await bench.advance(25 * second, other);

    expect(bench.news()).toEqual(['roan sms', 'roan sms']);
    const { items } = await bench.ledger.listNotifications({ limit: 10 });
    expect(items).toMatchObject([{ state: 'accepted', possibleDuplicate: true }]);
  });

  it('does not send a mail twice that takes half a minute', async () => {
    const byMail = { notify: { high: [{ via: 'email', afterSeconds: 0 }], low: [] } } as const;
    const rules = roanAlone();
    const roan = rules.people.get('roan');
    if (roan === undefined) throw new Error('no roan');
    const engine = await bench.engine({
      rules: { ...rules, people: new Map([...rules.people, ['roan', { ...roan, ...byMail }]]) },
    });
    let taken = (): void => undefined;
    bench.answer = () =>
      new Promise((resolve) => {
        taken = () => resolve(accepted);
      });
    await engine.triage(buildAlert());
    bench.clock.advance(30 * second);

    await engine.dispatcher.tick();
    taken();
    await engine.dispatcher.idle();

    expect(bench.news()).toEqual(['roan email']);
  });
});

describe('delivery: limits', () => {
  it('sends the first of thirty pages at once and the others as one bundle when the limit allows', async () => {
    const limits = { sms: [{ count: 1, seconds: 60 }], email: [] };
    const engine = await bench.engine({ rules: roanAlone({ limits, services: new Map() }) });

    const alerts = Array.from({ length: 30 }, (_, n) => buildAlert({ host: `web${n}`, check: 'http' }));

    await engine.triage(alerts[0] ?? buildAlert());
    await engine.dispatcher.idle();
    await Promise.all(alerts.slice(1).map(engine.triage));
    await bench.settle(engine);
    const atOnce = bench.news();
    await bench.advance(minute, engine);

    expect(atOnce).toEqual(['roan sms']);
    expect(bench.news()).toEqual(['roan sms']);
    const { items } = await bench.ledger.listNotifications({ limit: 10 });
    expect(items.map(({ calls }) => calls.length).sort((a, b) => a - b)).toEqual([1, 29]);
  });
});

describe('delivery: recovery', () => {
  it('tells only those who were really told of the problem', async () => {
    const engine = await bench.engine();
    bench.answer = ({ person }) => (person === 'roan' ? permanent : accepted);
    await engine.triage(buildAlert());
    await bench.settle(engine);
    bench.news();

    await engine.triage(buildRecovery({ receivedAt: evening + second }));
    await bench.settle(engine);

    const news = bench.news();
    expect(news).toContain('leslie sms');
    expect(news.filter((one) => one.startsWith('roan'))).toEqual([]);
  });

  it('tells nobody when it was over before anything went out', async () => {
    const engine = await bench.engine({ maxInFlight: 0 });
    await engine.triage(buildAlert());
    await engine.triage(buildRecovery({ receivedAt: evening + second }));

    await bench.settle(engine);

    expect(bench.news()).toEqual([]);
  });
});

describe('delivery: pages of no incident', () => {
  it('sends a test page to every method', async () => {
    const engine = await bench.engine({ rules: roanAlone() });

    await engine.operations.pageTest('roan', { person: 'admin', via: 'api' });
    await bench.settle(engine);

    expect(bench.news().sort()).toEqual(['roan email', 'roan sms']);
    expect(bench.sent[0]?.incidentId).toBeNull();
  });

  it('pages a custom notification once, however often it comes', async () => {
    const engine = await bench.engine({ rules: roanAlone() });
    const custom = buildAlert({ kind: 'custom', failing: null, author: 'jdoe', comment: 'rebooting parsoid' });

    await Promise.all([engine.triage(custom), engine.triage({ ...custom, id: 'copy' })]);
    await bench.settle(engine);

    expect(bench.news()).toEqual(['roan email']);
    expect((await bench.ledger.listIncidents({ limit: 10 })).items).toEqual([]);
  });
});

describe('delivery: the clock', () => {
  it('goes on while a provider hangs: other incidents escalate in time', async () => {
    const engine = await bench.engine({ rules: roanAlone() });
    bench.answer = ({ person }) => (person === 'roan' ? new Promise<never>(() => undefined) : accepted);
    await engine.triage(buildAlert());
    bench.clock.advance(15 * minute);

    await engine.dispatcher.tick();

    expect(await firstIncident()).toMatchObject({ step: 2 });
  });

  it('completes everything by its rounds alone when every wake-up is lost', async () => {
    const engine = await bench.engine({ rules: roanAlone(), maxInFlight: 0 });
    bench.answer = ({ channel, person }) => (channel === 'sms' && person === 'roan' ? permanent : accepted);
    await engine.triage(buildAlert());

    await bench.advance(16 * minute, engine);
    await engine.triage(buildRecovery({ receivedAt: bench.clock.now() }));
    await bench.settle(engine);

    const news = bench.news();
    expect(news.slice(0, 3)).toEqual(['roan sms', 'roan email', 'ariel sms']);
    expect(news.slice(3).sort()).toEqual(['ariel email', 'ariel sms', 'roan email']);
    expect(await bench.ledger.oldestDue()).toBeNull();
  });

  it('claims nothing more once it stops, and leaves the rest in the ledger', async () => {
    const engine = await bench.engine({ rules: roanAlone({ services: new Map() }), maxInFlight: 1 });
    bench.answer = async () => {
      if (bench.sent.length === 2) void engine.dispatcher.stop();
      return accepted;
    };
    await Promise.all(Array.from({ length: 20 }, (_, n) => engine.triage(buildAlert({ host: `web${n}`, check: 'x' }))));
    await engine.dispatcher.stop();
    const before = bench.sent.length;

    const successor = await bench.engine({ rules: roanAlone({ services: new Map() }) });
    await bench.advance(20 * second, successor);

    expect(before).toBeLessThan(20);
    expect(bench.sent).toHaveLength(20);
    expect(new Set(bench.sent.map(({ incidentId }) => incidentId)).size).toBe(20);
  });

  it('stops within ten seconds although a provider hangs', async () => {
    const engine = await bench.engine({ rules: roanAlone() });
    bench.answer = () => new Promise<never>(() => undefined);
    await engine.triage(buildAlert());

    const before = performance.now();
    await engine.dispatcher.stop();

    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('leaves a line for each message in the timeline of its incident', async () => {
    const engine = await bench.engine({ rules: roanAlone() });
    await engine.triage(buildAlert());
    await bench.settle(engine);

    const { id } = await firstIncident();

    const lines = await bench.ledger.readTimeline(id);
    expect(lines.map(({ kind }) => kind)).toEqual(['alert', 'opened', 'paged', 'notified']);
  });
});
