import { checkFiles } from '../../src/config/rules/load-rules.js';
import type { Rules } from '../../src/domain/rules.js';
import type { ActionResult } from '../../src/engine/use-cases.js';
import { accepted, type Bench, type TestEngine } from '../engine/engines.js';
import { buildAlert, buildRecovery } from '../pipeline/decide/evening.js';
import type { Real } from './real.js';
import { type RulesTable, rulesFile, type ServiceName } from './rules.js';
import { readMessage, type Told } from './told.js';

/** Two processes as far as the engine goes, on one Redis: they take turns, so that each finds what the other has done. */
export async function startRealEngine(bench: Bench, first: RulesTable): Promise<Real> {
  const rules = readRules(first);
  const engines = [await bench.engine({ rules }), await bench.engine({ rules })] as const;
  const windows: string[] = [];
  const overrides: string[] = [];
  let told: Told[] = [];
  let turn = 0;

  bench.answer = ({ person, channel, subject, text }) => {
    const read = readMessage(subject || text);
    if (read !== null) told.push({ at: bench.clock.now(), person, channel, ...read });
    return accepted;
  };

  async function byNext<T>(does: (engine: TestEngine) => Promise<T>): Promise<T> {
    turn += 1;
    const answer = await does(engines[turn % 2 === 0 ? 0 : 1]);
    await bench.settle(...engines);
    return answer;
  }

  async function act(
    service: ServiceName,
    person: string,
    does: (engine: TestEngine, id: string, actor: { person: string; via: string }) => Promise<ActionResult<unknown>>,
  ): Promise<void> {
    const { items } = await bench.ledger.listIncidents({ state: 'open', service: service.toLowerCase(), limit: 2 });
    await byNext(async (engine) => done(await does(engine, items[0]?.id ?? '', { person, via: 'cli' })));
  }

  return {
    now: () => bench.clock.now(),
    async alert(host, severity) {
      const facts = { host, check: 'load', receivedAt: bench.clock.now() };
      const alert = severity === null ? buildRecovery(facts) : buildAlert({ ...facts, severity });
      await byNext((engine) => engine.triage(alert));
    },
    acknowledge: (service, who) => act(service, who, ({ operations }, id, actor) => operations.acknowledge(id, actor)),
    snooze: (service, who, until) =>
      act(service, who, ({ operations }, id, actor) => operations.snooze(id, until, actor)),
    resolve: (service, who) => act(service, who, ({ operations }, id, actor) => operations.resolve(id, actor)),
    async openWindow(service, span) {
      const request = { services: [service.toLowerCase()], match: [], reason: 'deploy', ...span };
      windows.push(done(await byNext(({ operations }) => operations.openWindow(request, robot))).id);
    },
    async extendWindow(nth, at) {
      done(await byNext(({ operations }) => operations.extendWindow(windows[nth] ?? '', at, robot)));
    },
    async endWindow(nth) {
      done(await byNext(({ operations }) => operations.endWindow(windows[nth] ?? '', robot)));
    },
    async override({ person, on, endsAt }) {
      const kind = on ? 'add' : 'remove';
      const who = on ? { person, replaces: null } : { person: null, replaces: person };
      const request = { schedule: 'duty', kind, ...who, endsAt, reason: null, allowGap: true } as const;
      overrides.push(done(await byNext(({ operations }) => operations.addOverride(request, robot))).id);
    },
    async takeBack(nth) {
      done(await byNext(({ operations }) => operations.removeOverride(overrides[nth] ?? '', robot)));
    },
    async reload(next) {
      for (const engine of engines) engine.reload(readRules(next));
    },
    pass: (ms) => bench.advance(ms, ...engines),
    told() {
      const fresh = told;
      told = [];
      return fresh;
    },
  };
}

const robot = { person: 'admin', via: 'api' };

function done<T>(result: ActionResult<T>): T {
  if (result.kind === 'done' || result.kind === 'unchanged') return result.value;
  throw new Error(`not done: ${JSON.stringify(result)}`);
}

function readRules(table: RulesTable): Rules {
  const noReference = (): never => {
    throw new Error('these rules refer to nothing');
  };
  const loaded = checkFiles([{ path: 'rules.yaml', content: rulesFile(table) }], noReference);
  if (loaded.kind === 'broken') throw new Error(loaded.faults.map(({ message }) => message).join('; '));
  return loaded.rules;
}
