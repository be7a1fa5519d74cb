import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aFakeRouter, TOKEN } from './fake-router.js';

const { server } = aFakeRouter();
const head = `Host: router\r\nAuthorization: Bearer ${TOKEN}\r\n`;

/** What comes back for these bytes until the server ends the connection. */
function exchange(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const { port } = server.address() as AddressInfo;
    const received: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    socket.on('data', (chunk) => received.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(received).toString()));
  });
}

describe('requests that no client of ours sends', () => {
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each([
    ['a target that is no path', `GET http://[ HTTP/1.1\r\n${head}Connection: close\r\n\r\n`, 404, 'not-found'],
    [
      'a body that is compressed',
      `POST /api/v1/explain HTTP/1.1\r\n${head}Connection: close\r\nContent-Type: application/json\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\n{}`,
      415,
      'unsupported-media-type',
    ],
    [
      'a path that cannot be decoded',
      `GET /api/v1/incidents/%zz HTTP/1.1\r\n${head}Connection: close\r\n\r\n`,
      400,
      'invalid-request',
    ],
    ['what is no HTTP', 'NONSENSE\r\n\r\n', 400, 'malformed-http'],
    [
      'two lengths',
      `POST /api/v1/explain HTTP/1.1\r\n${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
      400,
      'malformed-http',
    ],
    [
      'a length and chunks',
      `POST /api/v1/explain HTTP/1.1\r\n${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
      400,
      'malformed-http',
    ],
    [
      'headers that are too large',
      `GET / HTTP/1.1\r\n${head}X: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
  ])('are answered with a problem: %s', async (_, bytes, status, code) => {
    const answer = await exchange(bytes);

    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/^content-type: application\/problem\+json\r$/im);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ status, code });
  });

  it('cannot keep a connection for ever on which nothing ever comes', () => {
    expect(server.timeout).toBe(70_000);
    expect(server.timeout).toBeGreaterThan(server.keepAliveTimeout);
  });

  it.each(['GET / HTTP/1.1\r\n\r\n'])('is told that it names no Host', async (bytes) => {
    const answer = await exchange(bytes);

    expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*malformed-http/);
  });

  it('gets its answer and a closed connection when it offers another protocol, as Java and curl do', async () => {
    const answer = await exchange(`GET /healthz HTTP/1.1\r\n${head}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n`);

    expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\nConnection: close\r\n/);
  });

  it('may name the whole address, as proxies do', async () => {
    const answer = await exchange(`GET http://router/healthz?x=1 HTTP/1.1\r\n${head}Connection: close\r\n\r\n`);

    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });
});
