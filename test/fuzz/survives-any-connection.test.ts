import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sourceTokens } from './alert-payloads.js';
import { report } from './budget.js';
import { acceptedIds } from './judge.js';
import { type RouterUnderFire, startRouterUnderFire } from './router-under-fire.js';
import { wireBytes } from './wire-case.js';
import { createWireClient } from './wire-client.js';

const head = `Host: router\r\nAuthorization: Bearer ${sourceTokens.generic}\r\nContent-Type: application/json\r\n`;
const post = `POST /webhooks/generic HTTP/1.1\r\n${head}`;
const alert = '{"kind":"problem","host":"wire1","summary":"x"}';
/** Node looks at requests that are too slow every 5 s, and gives headers 10 s, whole requests 15 s. */
const slowLimitMs = 22_000;

interface Ending {
  readonly status: number;
  readonly type: string;
  readonly ms: number;
}

describe('the whole router, however connections go wrong', () => {
  let router: RouterUnderFire;
  const open = new Set<Socket>();

  beforeAll(async () => {
    router = await startRouterUnderFire();
  });

  afterAll(async () => {
    for (const socket of open) socket.destroy();
    await router?.stop();
  });

  function dial(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port: router.port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
      open.add(socket);
      socket.once('error', reject).on('error', () => {});
    });
  }

  /** Sends these bytes and waits until the server ends the connection; `drip` more of them each 500 ms. */
  async function ending(bytes: string, drip?: string): Promise<Ending> {
    const socket = await dial();
    const started = performance.now();
    const received: Buffer[] = [];
    socket.on('data', (chunk) => received.push(chunk));
    socket.write(bytes, 'latin1');
    const timer = setInterval(() => drip !== undefined && socket.write(drip, 'latin1'), 500);
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(timer);
    const text = Buffer.concat(received).toString('latin1');
    const type = /^content-type: (\S+)\r$/im.exec(text)?.[1] ?? '';
    return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), type, ms: performance.now() - started };
  }

  /** Good alerts, one after another: how long the slowest of them took, and whether each is in the ledger. */
  async function goodAlerts(count: number): Promise<number> {
    const client = createWireClient(router.port);
    let slowest = 0;
    for (let index = 0; index < count; index += 1) {
      const headers = [
        ['Authorization', `Bearer ${sourceTokens.generic}`] as const,
        ['Content-Type', 'application/json'] as const,
      ];
      const body = JSON.stringify({ kind: 'problem', host: `good${index % 20}`, summary: `alert ${index}` });
      const wire = { method: 'POST', target: '/webhooks/generic', headers, body, chunk: null, authentic: true };
      const answer = await client.send(wireBytes(wire), 'POST');
      const [id = ''] = acceptedIds(answer);
      expect(await router.ledger.readAlert(id)).not.toBeNull();
      slowest = Math.max(slowest, answer.ms);
    }
    client.close();
    return slowest;
  }

  it.each([
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['a wrong version', 'GET / HTTP/9.9\r\n\r\n', 400],
    ['a length that is no number', `${post}Content-Length: ten\r\n\r\n${alert}`, 400],
    ['a negative length', `${post}Content-Length: -5\r\n\r\n${alert}`, 400],
    ['two different lengths', `${post}Content-Length: 5\r\nContent-Length: 6\r\n\r\n${alert}`, 400],
    ['a list of lengths', `${post}Content-Length: 5, 6\r\n\r\n${alert}`, 400],
    ['a length beyond all numbers', `${post}Content-Length: ${'9'.repeat(40)}\r\n\r\n${alert}`, 400],
    [
      'a length and chunks (smuggling)',
      `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`,
      400,
    ],
    ['chunks twice', `${post}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n`, 400],
    ['an unknown transfer encoding', `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, 400],
    ['a chunk size that is no number', `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n`, 400],
    ['a chunk longer than it says', `${post}Transfer-Encoding: chunked\r\n\r\n1\r\nxxxxxx\r\n0\r\n\r\n`, 400],
    ['a header without a colon', `${post}nonsense\r\n\r\n`, 400],
    ['a header name with a space', `${post}X Y: 1\r\n\r\n`, 400],
    ['a folded header', `${post}X: 1\r\n 2\r\nContent-Length: 0\r\n\r\n`, 400],
    ['a NUL in a header', `${post}X: \x00\r\n\r\n`, 400],
    ['bare line feeds', `${post.replaceAll('\r\n', '\n')}Content-Length: 0\n\n`, 400],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
    ['a path of 20 kB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    ['headers of 20 kB', `${post}X: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['3,000 headers', `${post}Connection: close\r\n${'A: b\r\n'.repeat(3000)}\r\n`, 400],
    ['a body longer than it says', `${post}Connection: close\r\nContent-Length: 5\r\n\r\n${alert}`, 400],
    ['a body of 9 MB', `${post}Content-Length: 9000000\r\n\r\n${'x'.repeat(9_000_000)}`, 413],
  ])('answers %s at once, with a problem', async (_, bytes, status) => {
    const answer = await ending(bytes);

    expect(answer.status).toBe(status);
    expect(answer.type).toBe('application/problem+json');
    expect(answer.ms).toBeLessThan(5000);
  });

  it('outlives connections that are cut at any byte of a request', async () => {
    const bytes = `${post}Content-Length: ${alert.length}\r\n\r\n${alert}`;

    for (let length = 1; length < bytes.length; length += 1) {
      const socket = await dial();
      socket.end(bytes.slice(0, length), () => socket.resetAndDestroy());
    }

    expect(await goodAlerts(20)).toBeLessThan(1000);
    expect(router.exited()).toBeNull();
  });

  it('takes good alerts beside 1,000 idle connections and 200 slow ones, which it ends in time', async () => {
    const idle = await Promise.all(Array.from({ length: 1000 }, dial));
    const slow = [
      ...Array.from({ length: 60 }, () => ending(`${post}X-Slow: `, 'x')),
      ...Array.from({ length: 60 }, () => ending(`${post}Content-Length: 500\r\n\r\n`, ' ')),
      ...Array.from({ length: 40 }, () => ending(`${post}Content-Length: 500\r\n\r\n${alert}`)),
      ...Array.from({ length: 40 }, () => ending(`${post}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n')),
    ];

    const slowest = await goodAlerts(400);
    const ended = await Promise.all(slow);

    report('1,000 idle and 200 slow connections', {
      'slowest good alert ms': Math.round(slowest),
      'slow ended within ms': Math.round(Math.max(...ended.map(({ ms }) => ms))),
      'idle still open': idle.filter((socket) => !socket.destroyed).length,
    });
    expect(slowest).toBeLessThan(1000);
    expect(new Set(ended.map(({ status }) => status))).toEqual(new Set([408]));
    expect(new Set(ended.map(({ type }) => type))).toEqual(new Set(['application/problem+json']));
    expect(Math.max(...ended.map(({ ms }) => ms))).toBeLessThan(slowLimitMs);
    expect(router.exited()).toBeNull();
  });
});
