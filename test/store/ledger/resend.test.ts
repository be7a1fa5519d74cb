import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Ledger } from '../../../src/ports-ledger.js';
import { createLedger } from '../../../src/store/ledger/create-ledger.js';
import { startTestRedis, type TestRedis } from '../../harness/redis.js';
import { buildAlert, buildCommit, buildHead, buildPage, buildUpdate, buildWindow, roanSms, T0 } from './build.js';

/** Loses the next reply of Redis and breaks the connection, once each time it is armed. */
interface LossyLink {
  readonly port: number;
  loseNextReply(): void;
  lost(): number;
  close(): void;
}

let server: TestRedis;
let link: LossyLink;
let client: Redis;
let ledger: Ledger;
let direct: Ledger;

beforeAll(async () => {
  server = await startTestRedis();
  link = await startLossyLink(server.socketPath);
  client = new Redis({ port: link.port, retryStrategy: () => 20, disconnectTimeout: 250 });
  client.on('error', () => {});
  ledger = createLedger({ redis: client, prefix: 'pr' });
  direct = createLedger({ redis: server.redis, prefix: 'pr' });
});
beforeEach(async () => {
  await server.redis.flushall();
  await client.ping();
});
afterAll(async () => {
  client.disconnect();
  link.close();
  await server.stop();
});

async function startLossyLink(socketPath: string): Promise<LossyLink> {
  let armed = false;
  let lost = 0;
  const sockets = new Set<Socket>();
  const listener: Server = createServer((near) => {
    const far = connect(socketPath);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => {
      if (!armed) {
        near.write(bytes);
        return;
      }
      armed = false;
      lost += 1;
      near.destroy();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    loseNextReply: () => {
      armed = true;
    },
    lost: () => lost,
    close: () => {
      listener.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Runs it once so that the script is known, and again with the reply lost. */
async function losingReply<T>(work: () => Promise<T>): Promise<T> {
  const before = link.lost();
  link.loseNextReply();
  const result = await work();
  expect(link.lost()).toBe(before + 1);
  return result;
}

describe('a command whose reply was lost is resent and', () => {
  it('commits once', async () => {
    await direct.commit(buildCommit({ head: buildHead({ id: 'i0', key: 'other' }) }));
    const commit = buildCommit({
      alerts: [{ alert: buildAlert(), outcome: 'paged', because: '' }],
      timeline: [{ at: T0, kind: 'opened', text: 'Parsoid fails' }],
      pages: [buildPage()],
    });

    const result = await losingReply(() => ledger.commit(commit));

    expect(result).toEqual({
      kind: 'committed',
      rev: 1,
      number: 2,
      dueMethods: ['sms:+12025550143'],
      claimed: [],
    });
    expect(await direct.readTimeline('i1')).toHaveLength(1);
    expect(await direct.listAlerts('i1')).toHaveLength(1);
  });

  it('claims once, updates once, leases once', async () => {
    await direct.commit(buildCommit({ pages: [buildPage()], dueAt: T0 }));
    const due = await losingReply(() => ledger.leaseDue(T0, 1000, 10));
    const request = { method: roanSms, now: T0, limits: [], leaseMs: 1000, notificationId: 'n1' };
    const claimed = await losingReply(() => ledger.claim(request));
    if (claimed.kind !== 'claimed') throw new Error(claimed.kind);

    const entry = { at: T0, kind: 'notified' as const, text: 'SMS to roan' };
    const update = buildUpdate(claimed.notification, { timeline: [{ incidentId: 'i1', entry }] });
    const updated = await losingReply(() => ledger.updateNotification(update));

    expect(due).toHaveLength(2);
    expect(claimed.calls).toHaveLength(1);
    expect(updated).toBe(true);
    expect(await direct.readTimeline('i1')).toEqual([entry]);
    expect((await direct.listNotifications({ limit: 10 })).items).toHaveLength(1);
  });

  it('notes a receipt once', async () => {
    await direct.commit(buildCommit({ pages: [buildPage()], dueAt: T0 }));
    await direct.claim({ method: roanSms, now: T0, limits: [], leaseMs: 1000, notificationId: 'n1' });
    const entry = { at: T0, kind: 'notified' as const, text: 'delivered' };
    const note = { id: 'n1', now: T0, providerId: 'SM1', status: 'delivered' as const, errorCode: null };

    const noted = await losingReply(() => ledger.noteReceipt({ ...note, timeline: [{ incidentId: 'i1', entry }] }));

    expect(noted).toBe('noted');
    expect(await direct.readTimeline('i1')).toEqual([entry]);
  });

  it('writes a window once', async () => {
    const written = await losingReply(() => ledger.windows.write(buildWindow(), T0));

    expect(written).toBe(true);
    expect(await direct.windows.epoch()).toBe(1);
  });

  it('plans a page once', async () => {
    const page = buildPage({ incidentId: null, reason: 'test' });

    const due = await losingReply(() => ledger.planPage(page, T0));

    expect(due).toEqual(['sms:+12025550143']);
    expect(await server.redis.zcard('pr:calls:sms:+12025550143')).toBe(1);
  });
});

describe('a commit whose answer never came', () => {
  it('answers duplicates of itself when it is made again', async () => {
    const commit = buildCommit({ alerts: [{ alert: buildAlert(), outcome: 'paged', because: '' }] });
    await ledger.commit(commit);

    const again = await ledger.commit(commit);

    expect(again).toEqual({ kind: 'duplicates', known: new Map([['a1', 'a1']]) });
  });
});
