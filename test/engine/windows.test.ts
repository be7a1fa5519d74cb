import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { MaintenanceWindow } from '../../src/domain/maintenance-window.js';
import type { WindowRequest } from '../../src/engine/use-cases.js';
import { buildAlert, buildRecovery, evening, minute, second } from '../pipeline/decide/evening.js';
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

async function open(request: Partial<WindowRequest> = {}, actor = roan): Promise<MaintenanceWindow> {
  const endsAt = evening + 30 * minute;
  const result = await engine.operations.openWindow(
    { services: ['parsoid'], match: [], endsAt, reason: 'deploy 1.2', ...request },
    actor,
  );
  if (result.kind !== 'done') throw new Error(`not opened: ${JSON.stringify(result)}`);
  await bench.settle(engine);
  return result.value;
}

async function alert(alert: Parameters<typeof buildAlert>[0] = {}) {
  await engine.triage(buildAlert({ receivedAt: bench.clock.now(), ...alert }));
  await bench.settle(engine);
}

async function recover() {
  await engine.triage(buildRecovery({ receivedAt: bench.clock.now() }));
  await bench.settle(engine);
}

const notices = (part: string) => bench.notices().filter((line) => line.includes(part));
const mails = () => bench.sent.filter(({ subject }) => subject.includes('MAINTENANCE')).map(({ text }) => text);

describe('a window', () => {
  it('tells by mail those whom it silences, once, but not who opened it', async () => {
    const { id } = await open();
    await bench.advance(10 * minute, engine);
    await engine.operations.extendWindow(id, evening + 60 * minute, roan);
    await bench.advance(10 * minute, engine);

    expect(bench.notices().sort()).toEqual(
      ['ariel', 'daniel', 'gabriel', 'leslie'].map(
        (person) => `${person} email: [MAINTENANCE] roan silences parsoid until 19 Apr 00:16`,
      ),
    );
    expect(mails()[0]).toContain('Reason: deploy 1.2');
    expect(mails()[0]).toContain(`pagectl maintenance end ${id}`);
  });

  it('is told of by several processes as by one', async () => {
    const other = await bench.engine();
    await open();
    await bench.advance(31 * minute, engine, other);

    expect(notices('silences')).toHaveLength(4);
  });

  it('warns who opened it five minutes before its end of what still fails, at each end once', async () => {
    const { id } = await open();
    await alert();
    await bench.advance(26 * minute, engine);
    await engine.operations.extendWindow(id, evening + 45 * minute, roan);
    await bench.advance(15 * minute, engine);

    expect(notices('ends at').filter((line) => line.startsWith('roan sms'))).toEqual([
      `roan sms: MAINTENANCE parsoid ends at 00:16; still failing: LVS HTTP IPv4 on parsoid; for more time: pagectl maintenance extend ${id} --for 15m`,
      `roan sms: MAINTENANCE parsoid ends at 00:31; still failing: LVS HTTP IPv4 on parsoid; for more time: pagectl maintenance extend ${id} --for 15m`,
    ]);
  });

  it('does not warn of its end when all is well', async () => {
    await open();
    await alert();
    await recover();
    await bench.advance(29 * minute, engine);

    expect(notices('ends at')).toEqual([]);
  });

  it('says at its end what fired inside and what became of it', async () => {
    await open();
    await alert();
    await alert({ receivedAt: bench.clock.now() + second, severity: 'critical', check: 'LVS HTTP IPv6 on parsoid' });
    await bench.advance(5 * minute, engine);
    await recover();
    await bench.advance(26 * minute, engine);

    expect(notices('has ended')).toEqual([
      'roan email: [MAINTENANCE] Maintenance of parsoid has ended: 2 alerts were held, 1 is still failing and has been paged',
    ]);
    expect(mails().at(-1)).toContain('still failing, paged');
  });

  it('says nothing at its end when nothing fired', async () => {
    await open();
    await bench.advance(60 * minute, engine);

    expect(notices('ended')).toEqual([]);
  });

  it('counts what failed when it was opened as held', async () => {
    await alert();
    await open();
    await bench.advance(5 * minute, engine);
    await recover();
    await bench.advance(30 * minute, engine);

    expect(notices('has ended')).toEqual([
      'roan email: [MAINTENANCE] Maintenance of parsoid has ended: 1 incident was held, nothing is still failing',
    ]);
  });

  it('is answered for by the owners of its services when who opened it is no person of the rules (any more)', async () => {
    await open({}, { person: 'robot:deploy', via: 'api' });
    await alert();
    await recover();
    await bench.advance(31 * minute, engine);

    expect(notices('has ended').map((line) => line.split(' ')[0])).toEqual(['roan', 'gabriel']);
  });

  it('is answered for by ops where nobody owns what it covers', async () => {
    await open({ services: ['mysql'] }, { person: 'gone', via: 'api' });
    await alert({ host: 'db1', check: 'https' });
    await bench.advance(31 * minute, engine);

    expect(notices('has ended').map((line) => line.split(' ')[0])).toEqual(['daniel']);
  });

  it('looks only at the incidents that it concerns', async () => {
    await alert();
    await alert({ host: 'db1', check: 'https' });
    const before = await revs();
    await open();

    const after = await revs();

    expect(after.get('service:parsoid')).toBeGreaterThan(before.get('service:parsoid') ?? 0);
    expect(after.get('service:mysql')).toBe(before.get('service:mysql'));
  });
});

async function revs(): Promise<ReadonlyMap<string, number>> {
  const { items } = await bench.ledger.listIncidents({ state: 'open', limit: 10 });
  return new Map(items.map(({ key, rev }) => [key, rev]));
}

describe('a window whose work is done', () => {
  const state = async (id: string) => {
    const window = await bench.ledger.windows.read(id);
    return { endedBy: window?.endedBy ?? null, after: ((window?.endsAt ?? 0) - evening) / minute };
  };

  it('ends once its services have been quiet for long enough, and not before', async () => {
    const { id } = await open();
    await bench.advance(2 * minute, engine);
    await engine.operations.settleWindow(id, 5 * minute, roan);
    await bench.advance(4 * minute, engine);
    const before = await state(id);
    await bench.advance(2 * minute, engine);

    expect(before).toEqual({ endedBy: null, after: 30 });
    expect(await state(id)).toEqual({ endedBy: 'monitoring', after: 7 });
  });

  it('waits for what monitoring notices late, and counts anew from its recovery', async () => {
    const { id } = await open();
    await engine.operations.settleWindow(id, 5 * minute, roan);
    await bench.advance(3 * minute, engine);
    await alert();
    await bench.advance(4 * minute, engine);
    await recover();
    await bench.advance(4 * minute, engine);
    const before = await state(id);
    await bench.advance(2 * minute, engine);

    expect(before.endedBy).toBeNull();
    expect(await state(id)).toEqual({ endedBy: 'monitoring', after: 12 });
    expect(bench.news()).toEqual([]);
  });

  it('ends at its end and pages when it never gets quiet', async () => {
    const { id } = await open();
    await alert();
    await engine.operations.settleWindow(id, 5 * minute, roan);
    await bench.advance(31 * minute, engine);

    expect(await state(id)).toEqual({ endedBy: null, after: 30 });
    expect(bench.news()).toContain('gabriel sms');
  });

  it('ends though the process that was asked is gone', async () => {
    const { id } = await open();
    await engine.operations.settleWindow(id, 5 * minute, roan);
    const other = await bench.engine();
    await bench.advance(6 * minute, other);

    expect(await state(id)).toMatchObject({ endedBy: 'monitoring' });
  });

  it('must have begun', async () => {
    const { id } = await open({ startsAt: evening + minute });

    expect(await engine.operations.settleWindow(id, minute, roan)).toMatchObject({ kind: 'refused' });
  });
});

describe('two people who end one window at once', () => {
  it('end it once; the second hears by whom', async () => {
    const { id } = await open();

    const both = await Promise.all([
      engine.operations.endWindow(id, roan),
      engine.operations.endWindow(id, { person: 'gabriel', via: 'api' }),
    ]);

    const late = both.find(({ kind }) => kind === 'unchanged');
    expect(both.map(({ kind }) => kind).sort()).toEqual(['done', 'unchanged']);
    expect(late).toMatchObject({ text: expect.stringMatching(/has ended already by (roan|gabriel), at/) });
  });
});

describe('a window that only lowers', () => {
  const texted = () => bench.news().filter((line) => line.endsWith('sms'));

  it('lets mails out, wakes nobody and does not escalate, and pages in full at its end', async () => {
    await open({ effect: 'email-only' });
    await alert();
    const inside = bench.news();
    await bench.advance(29 * minute, engine);
    const later = bench.news();
    await bench.advance(minute, engine);

    expect(inside.sort()).toEqual(['daniel email', 'gabriel email', 'leslie email', 'roan email']);
    expect(later).toEqual([]);
    expect(texted().sort()).toEqual(['daniel sms', 'gabriel sms', 'leslie sms', 'roan sms']);
  });

  it('stops a running escalation, and takes it up anew when it is ended', async () => {
    await alert();
    bench.news();
    const { id } = await open({ effect: 'email-only' });
    const told = bench.news();
    await bench.advance(20 * minute, engine);
    const inside = texted();
    await engine.operations.endWindow(id, roan);
    await bench.settle(engine);

    expect(new Set(told)).toEqual(new Set(['daniel email', 'gabriel email', 'leslie email', 'roan email']));
    expect(inside).toEqual([]);
    expect(texted()).toHaveLength(4);
  });

  it('leaves alone what somebody has taken', async () => {
    await open({ effect: 'email-only' });
    await alert();
    await engine.operations.acknowledge('1', { person: 'gabriel', via: 'api' });
    await bench.advance(31 * minute, engine);

    expect(texted()).toEqual([]);
  });

  it('gives way to a window that suppresses', async () => {
    await open({ effect: 'email-only', endsAt: evening + 60 * minute });
    await open();
    await alert();

    expect(bench.news()).toEqual([]);
  });

  it('lowers nothing that it does not cover', async () => {
    await open({ services: [], match: [{ check: '*IPv6*' }], effect: 'email-only' });
    await alert();

    expect(texted()).toHaveLength(4);
  });
});
