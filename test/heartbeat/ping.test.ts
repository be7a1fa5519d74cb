import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ping } from '../../src/heartbeat/ping.js';

let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function listen(answer: RequestListener): Promise<string> {
  const started = createServer(answer);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', () => resolve()));
  const address = started.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/secret`;
}

describe('ping', () => {
  it('fetches the address', async () => {
    const asked: string[] = [];
    const url = await listen((req, res) => {
      asked.push(`${req.method} ${req.url}`);
      res.end('OK');
    });

    await ping(url);

    expect(asked).toEqual(['GET /secret']);
  });

  it('rejects when the watcher refuses, and follows no redirect', async () => {
    const asked: string[] = [];
    const url = await listen((req, res) => {
      asked.push(req.url ?? '');
      res.writeHead(302, { Location: '/elsewhere' }).end();
    });

    await expect(ping(url)).rejects.toThrow('the watcher answered 302');

    expect(asked).toEqual(['/secret']);
  });

  it('waits no longer than 5 s, and does not tell the address', async () => {
    const url = await listen(() => undefined);
    const started = performance.now();

    const failure = await ping(url).catch((error: unknown) => String(error));

    expect(failure).toMatch(/did not answer/);
    expect(failure).not.toContain('secret');
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
