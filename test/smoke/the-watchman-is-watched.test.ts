import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';

const rules = `
people:
  daniel: { sms: "+12025550101", email: daniel@example.org, roles: [ops] }
subscriptions:
  - { who: daniel, to: all }
`;

let router: TestRouter;
let watcher: Watcher;

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
});

async function readiness({ address }: TestRouter): Promise<unknown> {
  return (await fetch(`${address}/readyz`)).json();
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
