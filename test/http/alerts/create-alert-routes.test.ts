import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createAlertRoutes } from '../../../src/http/alerts/create-alert-routes.js';
import { genericSource } from '../../../src/sources/generic/index.js';
import { icingaSource } from '../../../src/sources/icinga/index.js';
import { watchmouseSource } from '../../../src/sources/watchmouse/index.js';
import { createRecordingIntake } from './recording-intake.js';

const tokens = new Map([
  ['icinga', ['new-token', 'old-token']],
  ['watchmouse', ['wm-token']],
]);
const alert = { 'notification.type': 'PROBLEM', 'host.name': 'db1', 'host.state': 'DOWN' };
const json = { 'content-type': 'application/json' };
const bearer = { ...json, authorization: 'Bearer new-token' };
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function start(changes: { openOnLoopback?: boolean; limits?: { maxBytes: number; timeoutMs: number } } = {}) {
  const intake = createRecordingIntake();
  const logged: unknown[] = [];
  const write = (...line: readonly unknown[]) => void logged.push(line);
  const routes = createAlertRoutes({
    sources: [icingaSource, watchmouseSource, genericSource],
    intake,
    tokens,
    openOnLoopback: true,
    clock: { now: () => 0 },
    log: { debug: write, info: write, warn: write, error: write },
    metrics: { count: write, gauge: write },
    ...changes,
  });
  const server = createServer((req, res) => {
    if (!routes(req, res)) res.writeHead(418).end('not ours');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const post = (path: string, body: string | Buffer, headers: Record<string, string> = bearer) =>
    fetch(url + path, { method: 'POST', body: Buffer.from(body), headers });
  return { intake, logged, port, url, post };
}

describe('createAlertRoutes', () => {
  it('leaves other paths to others', async () => {
    const { url } = await start();

    const answers = await Promise.all(['/', '/webhooks', '/api/v1/incidents'].map((path) => fetch(url + path)));

    expect(answers.map(({ status }) => status)).toEqual([418, 418, 418]);
  });

  it('answers one alert with its id', async () => {
    const { post, intake } = await start();

    const answer = await post('/webhooks/icinga', JSON.stringify(alert));

    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ alertId: 'a0' });
    expect(intake.accepted.map(({ source, request }) => [source, request.contentType])).toEqual([
      ['icinga', 'application/json'],
    ]);
  });

  it('answers an array with all ids', async () => {
    const { post } = await start();

    const answer = await post('/webhooks/icinga', JSON.stringify([alert, alert]));

    expect(await answer.json()).toEqual({ alertId: 'a0', alertIds: ['a0', 'a1'] });
  });

  it.each([
    [
      'a form',
      { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      new URLSearchParams(alert).toString(),
    ],
    ['JSON with parameters', { 'content-type': 'Application/JSON; charset=utf-8' }, JSON.stringify(alert)],
    ['no content type', {}, JSON.stringify(alert)],
  ])('reads %s', async (_, headers, body) => {
    const { post } = await start();

    const answer = await post('/webhooks/icinga', body, { authorization: 'Bearer new-token', ...headers });

    expect(answer.status).toBe(202);
  });

  it.each(['new-token', 'old-token'])('accepts the token %s, in the header and in the URL', async (token) => {
    const { post, intake } = await start();

    const answers = [
      await post('/webhooks/icinga', JSON.stringify(alert), { ...json, authorization: `bearer ${token}` }),
      await post(`/webhooks/icinga?token=${token}`, JSON.stringify(alert), json),
    ];

    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(intake.accepted.every(({ request }) => !request.query.has('token'))).toBe(true);
  });

  it.each([
    ['a wrong one', { authorization: 'Bearer wrong' }, ''],
    ['none', {}, ''],
    ['a wrong one in the URL', {}, '?token=wrong'],
    ['another source’s', { authorization: 'Bearer wm-token' }, ''],
    ['another scheme', { authorization: 'Basic new-token' }, ''],
  ])('refuses %s as token, and reports it', async (_, headers, query) => {
    const { post, intake } = await start();

    const answer = await post(`/webhooks/icinga${query}`, JSON.stringify(alert), { ...json, ...headers });

    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ code: 'unauthorized', status: 401 });
    expect(intake).toMatchObject({ wrongTokens: ['icinga'], accepted: [], unreadable: [] });
  });

  it('accepts a source without token from this machine only, and only where that is allowed', async () => {
    const body = JSON.stringify({ kind: 'problem', host: 'db1', summary: 'down' });
    const [open, closed] = [await start(), await start({ openOnLoopback: false })];

    const answers = [
      await open.post('/webhooks/generic', body, json),
      await open.post('/webhooks/generic', body, { ...json, 'x-forwarded-for': '192.0.2.1' }),
      await open.post('/webhooks/generic', body, { ...json, forwarded: 'for=192.0.2.1' }),
      await open.post('/webhooks/generic', body, { ...json, origin: 'https://evil.example' }),
      await closed.post('/webhooks/generic', body, json),
    ];

    expect(answers.map(({ status }) => status)).toEqual([202, 401, 401, 401, 401]);
    expect([open.intake.wrongTokens, closed.intake.wrongTokens]).toEqual([[], []]);
    expect(await answers[4]?.json()).toMatchObject({ detail: expect.stringContaining('SOURCE_TOKEN_GENERIC') });
  });

  it('reports a token at a source that has none set: somebody means to send there', async () => {
    const { post, intake } = await start({ openOnLoopback: false });

    const answer = await post('/webhooks/generic', '{}');

    expect(answer.status).toBe(401);
    expect(intake.wrongTokens).toEqual(['generic']);
  });

  it('writes no token into the log', async () => {
    const { post, url, logged } = await start();

    await post('/webhooks/icinga?token=old-token', 'x', json);
    await fetch(`${url}/webhooks/watchmouse?token=wm-token&event=alert&name=m`);

    expect(JSON.stringify(logged)).not.toMatch(/token=|old-token|wm-token/);
  });

  it('answers what cannot be read by 400 with the fields, and reports it', async () => {
    const { post, intake } = await start();

    const answer = await post('/webhooks/icinga', JSON.stringify([alert, { ...alert, 'host.state': 'BROKEN' }]));

    const problem = await answer.json();
    expect(answer.status).toBe(400);
    expect(problem).toMatchObject({ code: 'unreadable-alert', errors: [{ path: '[1].host.state' }] });
    expect(intake.unreadable).toEqual([
      { source: 'icinga', faults: [expect.objectContaining({ path: '[1].host.state' })] },
    ]);
  });

  it('answers 503 with Retry-After when an alert could not be stored, or something of ours broke', async () => {
    const { post, intake } = await start();

    intake.answer = { kind: 'unavailable', retryAfterSeconds: 7 };
    const unavailable = await post('/webhooks/icinga', JSON.stringify(alert));
    intake.answer = new Error('broken');
    const broken = await post('/webhooks/icinga', JSON.stringify(alert));

    expect([unavailable.status, unavailable.headers.get('retry-after')]).toEqual([503, '7']);
    expect([broken.status, broken.headers.get('retry-after')]).toEqual([503, '5']);
  });

  it('names the sources where the path names none', async () => {
    const { post } = await start();

    const answers = [
      await post('/webhooks/nagois', '{}'),
      await post('/webhooks/', '{}'),
      await post('/webhooks/a/b', '{}'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(await answers[0]?.json()).toMatchObject({
      code: 'unknown-source',
      detail: expect.stringContaining('/webhooks/icinga, /webhooks/watchmouse'),
    });
  });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s on a source of POST', async (method) => {
    const { url, intake } = await start();

    const answer = await fetch(`${url}/webhooks/icinga`, { method, headers: bearer });

    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    expect(intake.accepted).toEqual([]);
  });

  it('takes GET of Watchmouse with a token, and never acts on HEAD', async () => {
    const { url, intake } = await start();
    const path = `${url}/webhooks/watchmouse?event=alert&name=m`;

    const got = await fetch(`${path}&token=wm-token`);
    const bare = await fetch(path);
    const head = await fetch(`${path}&token=wm-token`, { method: 'HEAD' });

    expect([got.status, bare.status, head.status]).toEqual([202, 401, 405]);
    expect(head.headers.get('allow')).toBe('GET, POST');
    expect(intake.accepted).toHaveLength(1);
  });

  it.each([
    ['multipart', { 'content-type': 'multipart/form-data; boundary=x' }, 'x'],
    ['XML', { 'content-type': 'text/xml' }, '<a/>'],
    ['a compressed body', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, gzipSync('{}')],
  ])('refuses %s by 415 and reports it', async (_, headers, body) => {
    const { post, intake } = await start();

    const answer = await post('/webhooks/icinga', body, { ...bearer, ...headers });

    expect(answer.status).toBe(415);
    expect(intake.unreadable).toHaveLength(1);
  });

  it('reads 1 MiB and refuses a byte more by 413, with the connection still in order', async () => {
    const { post, intake } = await start();
    const fill = (size: number) => JSON.stringify({ ...alert, x: '' }).replace('""', `"${'x'.repeat(size)}"`);
    const room = 1_048_576 - fill(0).length;

    const answers = [
      await post('/webhooks/icinga', fill(room)),
      await post('/webhooks/icinga', fill(room + 1)),
      await post('/webhooks/icinga', fill(4 * room)),
      await post('/webhooks/icinga', JSON.stringify(alert)),
    ];

    expect(answers.map(({ status }) => status)).toEqual([202, 413, 413, 202]);
    expect(intake.unreadable).toHaveLength(2);
  });

  it('does not wait for a body that does not come', async () => {
    const { port, intake } = await start({ limits: { maxBytes: 1000, timeoutMs: 50 } });

    const answer = await sendRaw(
      port,
      'POST /webhooks/icinga HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer new-token\r\nContent-Length: 100\r\n\r\n{',
    );

    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(intake.accepted).toEqual([]);
  });

  it('answers hostile bodies by 4xx or 202, never by 5xx', async () => {
    const { post } = await start();
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .dictionary(fc.constantFrom(...Object.keys(alert), '__proto__', 'spooled', 'event', 'rid'), fc.jsonValue())
        .map((value) => Buffer.from(JSON.stringify(value))),
    );
    const routes = fc.constantFrom('/webhooks/icinga', '/webhooks/watchmouse?token=wm-token', '/webhooks/generic');
    const types = fc.constantFrom({}, json, { 'content-type': 'application/x-www-form-urlencoded' });

    await fc.assert(
      fc.asyncProperty(routes, bodies, types, async (path, body, type) => {
        const answer = await post(path, body, { authorization: 'Bearer new-token', ...type });
        await answer.arrayBuffer();
        expect([202, 400]).toContain(answer.status);
      }),
      { numRuns: 300 },
    );
  });
});

/** Sends bytes as they are and reads the answer until the server closes the connection. */
function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
