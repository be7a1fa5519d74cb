import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AccessToken } from '../../../src/domain/access-token.js';
import type { AuditEntry } from '../../../src/domain/audit-record.js';
import { createChainReader } from '../../../src/pipeline/audit/verify-chain.js';
import { createAccessRequestStore } from '../../../src/store/access/access-request-store.js';
import { createAuditStore } from '../../../src/store/access/audit-store.js';
import { createLoginStore } from '../../../src/store/access/login-store.js';
import { createRateLimiter } from '../../../src/store/access/rate-limiter.js';
import { createTokenStore } from '../../../src/store/access/token-store.js';
import { startTestRedis, type TestRedis } from '../../harness/redis.js';

let server: TestRedis;
const store = () => ({ redis: server.redis, prefix: 'pr' });

beforeAll(async () => {
  server = await startTestRedis();
});
beforeEach(async () => {
  await server.redis.flushall();
});
afterAll(async () => {
  await server.stop();
});

const NOW = Date.now();

function aToken(changes: Partial<AccessToken> = {}): AccessToken {
  return {
    v: 1,
    id: 'aaaaaaaaaaaa',
    name: 'laptop',
    person: 'roan',
    scopes: null,
    createdAt: NOW,
    createdBy: 'roan',
    expiresAt: NOW + 3_600_000,
    lastUsedAt: null,
    revokedAt: null,
    revokedBy: null,
    ...changes,
  };
}

function anEntry(changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    at: new Date(NOW).toISOString(),
    who: 'roan',
    actingAs: null,
    token: null,
    via: 'api',
    from: null,
    action: 'windows.open',
    target: 'window w1 on parsoid',
    outcome: 'done',
    code: null,
    reason: null,
    before: null,
    after: null,
    ...changes,
  };
}

describe('createTokenStore', () => {
  it('keeps a token with its hash until a month after its expiry', async () => {
    const tokens = createTokenStore(store());
    await tokens.add(aToken(), 'hash');

    expect(await tokens.read('aaaaaaaaaaaa')).toEqual({ token: aToken(), hash: 'hash' });
    expect(await server.redis.ttl('pr:token:aaaaaaaaaaaa')).toBeGreaterThan(30 * 86_400);
    expect(await tokens.read('bbbbbbbbbbbb')).toBeNull();
  });

  it('revokes once, and notes use', async () => {
    const tokens = createTokenStore(store());
    await tokens.add(aToken(), 'hash');
    await tokens.touch('aaaaaaaaaaaa', NOW + 1);

    const both = await Promise.all([tokens.revoke('aaaaaaaaaaaa', 'a', NOW), tokens.revoke('aaaaaaaaaaaa', 'b', NOW)]);

    expect(both.filter(Boolean)).toHaveLength(1);
    expect((await tokens.read('aaaaaaaaaaaa'))?.token).toMatchObject({ lastUsedAt: NOW + 1, revokedAt: NOW });
    expect(await tokens.revoke('bbbbbbbbbbbb', 'a', NOW)).toBe(false);
    expect(await server.redis.exists('pr:token:bbbbbbbbbbbb')).toBe(0);
  });

  it('lists the newest first, of one person or of all', async () => {
    const tokens = createTokenStore(store());
    await tokens.add(aToken(), 'h1');
    await tokens.add(aToken({ id: 'bbbbbbbbbbbb', person: null, createdAt: NOW + 1 }), 'h2');

    expect((await tokens.list({ limit: 10 })).items.map(({ id }) => id)).toEqual(['bbbbbbbbbbbb', 'aaaaaaaaaaaa']);
    expect((await tokens.list({ limit: 10, person: 'roan' })).items.map(({ id }) => id)).toEqual(['aaaaaaaaaaaa']);
  });
});

describe('createAuditStore', () => {
  it('makes one chain of what several processes append at the same moment', async () => {
    const stores = [createAuditStore(store()), createAuditStore({ redis: server.connect(), prefix: 'pr' })];

    await Promise.all(Array.from({ length: 40 }, (_, i) => stores[i % 2]?.append(anEntry({ target: `window ${i}` }))));

    const reader = createChainReader();
    const { items } = await createAuditStore(store()).list({ order: 'oldest', limit: 100 });
    for (const record of items) expect(reader.read(record)).toBeNull();
    expect(reader.verdict()).toMatchObject({ kind: 'whole', records: 40 });
  });

  it('pages both ways, with filters, each record once', async () => {
    const audit = createAuditStore(store());
    for (let i = 1; i <= 7; i += 1)
      await audit.append(anEntry({ who: i % 2 === 0 ? 'tim' : 'roan', target: `window ${i}` }));

    for (const order of ['newest', 'oldest'] as const) {
      const seen: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await audit.list({ order, limit: 2, who: 'roan', cursor });
        seen.push(...page.items.map(({ seq }) => seq));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toEqual(order === 'oldest' ? [1, 3, 5, 7] : [7, 5, 3, 1]);
    }
  });

  it('filters by action, outcome, target and time', async () => {
    const audit = createAuditStore(store());
    await audit.append(anEntry());
    await audit.append(anEntry({ action: 'tokens.create', outcome: 'refused', code: 'not-yours', target: 'tim' }));
    const seqs = async (filter: object) =>
      (await audit.list({ order: 'oldest', limit: 10, ...filter })).items.map(({ seq }) => seq);

    expect(await seqs({ action: 'tokens.create' })).toEqual([2]);
    expect(await seqs({ outcome: 'done' })).toEqual([1]);
    expect(await seqs({ target: 'parsoid' })).toEqual([1]);
    expect(await seqs({ since: NOW, until: NOW })).toEqual([]);
    expect(await seqs({ since: NOW, until: NOW + 1 })).toEqual([1, 2]);
  });

  it.each([
    ['changed', JSON.stringify({ ...anEntry(), v: 1, seq: 2, prev: 'x', hash: 'y' })],
    ['turned into something else', 'nonsense'],
  ])('shows a record that was %s in Redis, where the chain breaks', async (_name, text) => {
    const audit = createAuditStore(store());
    for (let i = 0; i < 3; i += 1) await audit.append(anEntry());
    await server.redis.lset('pr:audit', 1, text);

    const reader = createChainReader();
    for (const record of (await audit.list({ order: 'oldest', limit: 10 })).items) reader.read(record);

    expect(reader.verdict()).toMatchObject({ kind: 'broken', seq: 2 });
  });
});

describe('createLoginStore', () => {
  it('counts attempts at the same moment, and is used up once', async () => {
    const logins = createLoginStore(store());
    await logins.keep({ id: 'l', person: 'roan', codeHash: 'h' }, 600);

    const attempts = await Promise.all(Array.from({ length: 8 }, () => logins.attempt('l', 5)));
    const taken = await Promise.all([logins.take('l'), logins.take('l')]);

    expect(attempts.filter((login) => login !== null)).toHaveLength(5);
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await logins.attempt('l', 5)).toBeNull();
  });

  it('forgets a code after its time', async () => {
    await createLoginStore(store()).keep({ id: 'l', person: null, codeHash: 'h' }, 600);

    expect(await server.redis.ttl('pr:login:l')).toBeGreaterThan(590);
  });
});

describe('createRateLimiter', () => {
  it('lets so many through, and says when there is another', async () => {
    const limiter = createRateLimiter(store());
    const take = () => limiter.take('x', { count: 2, seconds: 60 });

    expect([await take(), await take()]).toEqual([0, 0]);
    const wait = await take();
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
  });
});

describe('createAccessRequestStore', () => {
  it('takes one of two decisions', async () => {
    const requests = createAccessRequestStore(store());
    const request = {
      ...{ v: 1 as const, id: 'r', rev: 0, state: 'open' as const, person: 'roan', services: ['mysql'], match: [] },
      ...{ startsAt: NOW, endsAt: NOW + 1, reason: 'x', createdAt: NOW, asked: ['tim'] },
      ...{ decidedBy: null, decidedAt: null, windowId: null, effect: 'suppress' as const },
    };
    await requests.write(request);

    const both = await Promise.all([
      requests.write({ ...request, rev: 1, state: 'approved' }),
      requests.write({ ...request, rev: 1, state: 'denied' }),
    ]);

    expect(both).toEqual([true, false]);
    expect(await requests.read('r')).toMatchObject({ state: 'approved', rev: 2 });
    expect((await requests.list({ limit: 5 })).items).toHaveLength(1);
  });
});
