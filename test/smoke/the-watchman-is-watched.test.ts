import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { z } from 'zod';
import { bullPrefix, QUEUE } from '../../src/queue/due-job.js';
import { startTestRedis, type TestRedis } from '../harness/redis.js';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { until } from '../harness/until.js';

const rules = `
people:
  daniel: { sms: "+12025550101", email: daniel@example.org, roles: [ops] }
subscriptions:
  - { who: daniel, to: all }
`;

const Readiness = z.object({
  warnings: z.array(z.object({ code: z.string() })),
  facts: z.object({ lastCanaryAt: z.string().nullable() }),
});

let router: TestRouter;
let watcher: Watcher;
let redis: TestRedis | null = null;

interface Watcher {
  readonly url: string;
  pings: number;
  stop(): Promise<void>;
}

beforeEach(async () => {
  watcher = await startWatcher();
});
afterEach(async () => {
  await router.stop();
  await watcher.stop();
  await redis?.stop();
  redis = null;
});

async function startRouter(env: Readonly<Record<string, string>> = {}, more = ''): Promise<void> {
  router = await startTestRouter({ rules: `${rules}${more}`, env: { HEARTBEAT_URL: `${watcher.url}/secret`, ...env } });
}

describe('the heartbeat', () => {
  it('is sent while the canary arrives, and leaves no trace where people look', async () => {
    await startRouter();

    await router.app.watch();
    const before = watcher.pings;
    await router.app.watch();

    expect(watcher.pings).toBeGreaterThan(before);
    expect(await router.api('GET', '/incidents')).toMatchObject({ items: [] });
    expect(await router.api('GET', '/outbox')).toMatchObject({ items: [] });
    expect(await router.api('GET', '/notifications')).toMatchObject({ items: [] });
    await router.expectNoMoreMessages();
    expect(await metricsOf(router)).not.toMatch(/paging_router_(alerts|notifications)_total{/);
    expect(await readiness(router)).toMatchObject({ facts: { lastCanaryAt: '2013-04-18T23:40:00.000Z' } });
  });

  it('is withheld while the rules files are broken', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'rules-'));
    await writeFile(join(directory, 'rules.yaml'), rules);
    router = await startTestRouter({ rulesFrom: [directory], env: { HEARTBEAT_URL: watcher.url } });
    await router.app.watch();
    const before = watcher.pings;

    await writeFile(join(directory, 'rules.yaml'), `${rules}nonsense: 1\n`);
    router.app.rules.reload();
    await router.app.watch();
    const broken = watcher.pings;
    await writeFile(join(directory, 'rules.yaml'), rules);
    router.app.rules.reload();
    await router.app.watch();

    expect([broken - before, watcher.pings - broken]).toEqual([0, 1]);
    await rm(directory, { recursive: true });
  });

  it('is withheld while wake-ups do not come out of the queue', async () => {
    redis = await startTestRedis();
    await startRouter({ REDIS_URL: `unix://${redis.socketPath}` });
    const queue = new Queue(QUEUE, { connection: redis.connect(), prefix: bullPrefix('pr') });
    await router.app.watch();
    const before = watcher.pings;

    await queue.pause();
    await router.clock.advance('4m');
    await router.app.watch();
    const stuck = watcher.pings;
    const { warnings } = await readiness(router);
    await queue.resume();
    await router.app.watch();

    expect([stuck - before, watcher.pings - stuck]).toEqual([0, 1]);
    expect(warnings.map(({ code }) => code)).toContain('canary-late');
    await queue.close();
  });

  it('is withheld where a receiver has no worker that would page', async () => {
    await startRouter({ ROLE: 'receiver' });

    await until(() => router.logLines.find((line) => line.includes('heartbeat withheld')), { timeoutMs: 45_000 });

    expect(router.logLines.join()).toContain('its page was not sent');
    expect(watcher.pings).toBe(0);
  });
});

describe('a source that must be heard', () => {
  it('pages everybody who gets all pages when it falls silent, and says when it is heard again', async () => {
    await startRouter({}, 'sources: { icinga: { expectEvery: 2m } }\n');
    await heartbeat('icinga1');

    await advance(90);
    await router.expectNoMoreMessages();
    await advance(90);
    const page = await router.phone('daniel').expectSms(/silence of icinga on icinga1/);
    await router.mailbox('daniel').expectMail(/PROBLEM.*silence of icinga on icinga1/);
    await heartbeat('icinga1');
    await advance(30);

    expect(page).toBeDefined();
    await router.phone('daniel').expectSms(/silence of icinga on icinga1/);
    await router.mailbox('daniel').expectMail(/silence of icinga on icinga1/);
    await router.expectNoMoreMessages();
  });
});

async function heartbeat(node: string): Promise<void> {
  await router.alert('icinga/heartbeat', { node });
}

/** By half minutes: a router that sees its clock jump takes that for a time in which it was away. */
async function advance(seconds: number): Promise<void> {
  for (let gone = 0; gone < seconds; gone += 30) await router.clock.advance('30s');
}

async function readiness({ address }: TestRouter): Promise<z.infer<typeof Readiness>> {
  return Readiness.parse(await (await fetch(`${address}/readyz`)).json());
}

async function metricsOf({ address }: TestRouter): Promise<string> {
  return (await fetch(`${address}/metrics`)).text();
}

async function startWatcher(): Promise<Watcher> {
  const server: Server = createServer((_req, res) => {
    watcher.pings += 1;
    res.end('OK');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}`, pings: 0, stop };
}
