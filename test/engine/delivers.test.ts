import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deliverMethod } from '../../src/engine/deliver/deliver-method.js';
import { retellDeadLetters } from '../../src/engine/retell-dead-letters.js';
import { buildAlert, minute, second, story } from '../pipeline/decide/evening.js';
import { buildRules } from '../pipeline/route/rules-builder.js';
import { accepted, type Bench, permanent, startBench, unknown } from './engines.js';
import { roanAlone, smsFirst } from './roan-alone.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});
beforeEach(() => bench.clear());
afterAll(() => bench.stop());

async function firstIncident() {
  const incident = await bench.ledger.readIncident('1');
  if (incident === null) throw new Error('there is no incident');
  return incident;
}
describe('delivery: what is planned and not sent yet', () => {
  it('is an update for who acknowledged, which goes although somebody else acknowledges meanwhile', async () => {
    const engine = await bench.engine();
    const alert = (host: string) => engine.triage(buildAlert({ host, check: 'load', receivedAt: bench.clock.now() }));
    await alert('wtp1');
    await engine.operations.acknowledge('1', { person: 'ariel', via: 'cli' });
    await bench.advance(10 * second, engine);
    bench.news();

    await alert('wtp2');
    await bench.advance(10 * second, engine);
    await engine.operations.acknowledge('1', { person: 'roan', via: 'cli' });
    await bench.advance(minute, engine);

    expect(bench.news().sort()).toEqual(['ariel email', 'ariel sms']);
  });
});

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
    const begun = new Promise<void>((begins) => {
      bench.answer = () =>
        new Promise((resolve) => {
          taken = () => resolve(accepted);
          begins();
        });
    });
    await engine.triage(buildAlert());
    await begun;
    bench.clock.advance(30 * second);

    await engine.dispatcher.tick();
    taken();
    await engine.dispatcher.idle();

    expect(bench.news()).toEqual(['roan email']);
  });
});
