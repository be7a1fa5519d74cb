import { describe, expect, it } from '@jest/globals';
import type { OutboxItem } from '../../../src/domain/delivery.js';
import { createOutboxStore } from '../../../src/store/outbox-store.js';
import { buildCheck, buildCommit, buildHead, T0 } from './build.js';
import { useLedger } from './use-ledger.js';

const bench = useLedger();

async function open(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const head = buildHead({
      id: `i${i}`,
      key: `host:db${i}`,
      service: i % 2 === 0 ? 'even' : 'odd',
      openedAt: T0 + Math.floor(i / 3),
      paged: i % 10 === 0 ? { roan: { cycle: 1, at: T0, channels: ['sms'] } } : {},
    });
    await bench.ledger.commit(buildCommit({ head, checks: [buildCheck({ key: `icinga/db${i}`, host: `db${i}` })] }));
  }
}

describe('listIncidents', () => {
  it('walks all pages, newest first, each incident once, while others are resolved', async () => {
    await open(120);
    const seen: string[] = [];
    let cursor: string | undefined;

    do {
      const page = await bench.ledger.listIncidents({ state: 'open', limit: 7, cursor });
      seen.push(...page.items.map(({ id }) => id));
      const done = page.items[0];
      if (done !== undefined) {
        const expected = { incident: { id: done.id, rev: 1 }, checks: new Map(), windowEpoch: 0 };
        await bench.ledger.commit(buildCommit({ expected, head: { ...done, state: 'resolved' } }));
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);

    expect(new Set(seen).size).toBe(120);
    expect(seen).toHaveLength(120);
    expect(seen[0]).toBe('i119');
  });

  it.each([
    ['service', { service: 'odd' }, 60],
    ['host', { host: 'DB7' }, 1],
    ['person', { person: 'roan' }, 12],
    ['state', { state: 'resolved' as const }, 0],
  ])('filters by %s', async (_, filter, count) => {
    await open(120);

    const found = await bench.ledger.listIncidents({ ...filter, limit: 100 });

    expect(found.items).toHaveLength(count);
    expect(found.nextCursor).toBeNull();
  });

  it('starts at the beginning for a cursor it cannot read', async () => {
    await open(2);

    expect((await bench.ledger.listIncidents({ limit: 5, cursor: '%%%' })).items).toHaveLength(2);
  });
});

describe('openIncidentIds', () => {
  it('gives every open incident', async () => {
    await open(30);

    expect((await bench.ledger.openIncidentIds()).length).toBe(30);
  });
});

describe('outbox', () => {
  it('keeps what would have been sent, newest first, an id once', async () => {
    const outbox = createOutboxStore({ redis: bench.server.redis, prefix: 'pr' });
    const item = (id: string, at: number): OutboxItem => ({
      id,
      at,
      channel: 'sms',
      to: '+12025550143',
      person: 'roan',
      incidentId: null,
      text: 'CRITICAL Parsoid',
    });
    for (const [i, id] of ['a', 'b', 'c', 'c'].entries()) await outbox.append(item(id, T0 + i));

    const first = await outbox.list(2);
    const second = await outbox.list(2, first.nextCursor ?? '');

    expect(first.items).toEqual([item('c', T0 + 3), item('b', T0 + 1)]);
    expect(second).toEqual({ items: [item('a', T0)], nextCursor: null });
  });
});
