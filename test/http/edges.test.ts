import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { apiRoutes } from '../../src/http/api/routes.js';
import { addressOf, seed } from './addresses.js';
import { aFakeRouter, TOKEN } from './fake-router.js';

const auth = ['Authorization', `Bearer ${TOKEN}`] as const;
const routes = apiRoutes
  .filter(({ action }) => action !== 'public')
  .map((route) => [route.method.toUpperCase(), addressOf(route, 'token_1')]);
const paths = [...new Set(routes.map(([, path = '']) => path))];

function send(server: ReturnType<typeof aFakeRouter>['server'], method: string, path: string) {
  return method === 'GET' ? request(server).get(path) : request(server).post(path);
}

describe('every route of the admin API', () => {
  it.each(routes)('%s %s needs the admin token', async (method, path) => {
    const { server, calls } = aFakeRouter();

    const none = await send(server, method, path);
    const wrong = await send(server, method, path).set('Authorization', `Bearer ${TOKEN}x`);
    const basic = await send(server, method, path).set('Authorization', `Basic ${TOKEN}`);

    for (const answer of [none, wrong, basic]) {
      expect(answer.status).toBe(401);
      expect(answer.body.code).toBe('unauthorized');
      expect(answer.headers['www-authenticate']).toContain('Bearer');
    }
    expect(calls).toEqual([]);
  });

  it.each(paths)('%s changes nothing on GET and HEAD', async (path) => {
    const router = aFakeRouter();
    const { server, calls } = router;
    await seed(router, ['parsoid'], 'daniel');

    const got = await request(server)
      .get(path)
      .set(...auth);
    const head = await request(server)
      .head(path)
      .set(...auth);

    expect([200, 405]).toContain(got.status);
    expect(head.status).toBe(got.status);
    expect(calls).toEqual([]);
  });

  it.each(paths)('%s answers 405 with what is allowed', async (path) => {
    const { server } = aFakeRouter();

    const answer = await request(server)
      .put(path)
      .set(...auth)
      .expect(405);

    expect(answer.body.code).toBe('method-not-allowed');
    expect(answer.headers.allow).toMatch(/GET|POST|DELETE/);
  });
});

describe('createHttpServer', () => {
  it('lets the alert routes answer first', async () => {
    const { server } = aFakeRouter();

    expect((await request(server).post('/webhooks/icinga').send({})).text).toBe('fast');
  });

  it.each(['/nothing', '/api/v1/nothing', '/api'])('answers 404 as a problem for %s', async (path) => {
    const { server } = aFakeRouter();

    const { status, body, headers } = await request(server)
      .get(path)
      .set(...auth);

    expect([status, body.code]).toEqual([404, 'not-found']);
    expect(headers['content-type']).toContain('application/problem+json');
  });

  it.each([
    ['broken JSON', '{"by":', 'application/json', 400, 'invalid-json'],
    ['a text', '"roan"', 'application/json', 400, 'invalid-json'],
    ['a list', '[]', 'application/json', 400, 'invalid-request'],
    ['a polluting field', '{"__proto__":{"by":"roan"}}', 'application/json', 400, 'invalid-json'],
    ['a form', 'by=roan', 'application/x-www-form-urlencoded', 415, 'unsupported-media-type'],
    ['too much', JSON.stringify({ note: 'x'.repeat(300_000) }), 'application/json', 413, 'too-large'],
  ])('refuses %s', async (_name, body, type, status, code) => {
    const { server, calls } = aFakeRouter();

    const answer = await request(server)
      .post('/api/v1/incidents/12/acknowledge')
      .set(...auth)
      .set('Content-Type', type)
      .send(body);

    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(calls).toEqual([]);
  });

  it('answers 400 for a path that cannot be decoded', async () => {
    const { server } = aFakeRouter();

    await request(server)
      .get('/api/v1/incidents/%zz')
      .set(...auth)
      .expect(400);
  });

  it('tells a failure of ours without its insides, and logs them under its id', async () => {
    const router = aFakeRouter();
    router.state.broken = new Error('secret insides');

    const { body, text } = await request(router.server)
      .get('/api/v1/incidents/12')
      .set(...auth)
      .expect(500);

    expect(text).not.toContain('insides');
    const [, id] = /request id ([\w-]+)/.exec(body.detail) ?? [];
    expect(router.logged.join('')).toContain(`"requestId":"${id}"`);
  });

  it('answers 503 with Retry-After while its store is away', async () => {
    const router = aFakeRouter();
    router.state.broken = new Error('connection lost');
    router.state.readiness = { ready: false, warnings: [], facts: {} };

    const { body, headers } = await request(router.server)
      .get('/api/v1/incidents/12')
      .set(...auth)
      .expect(503);

    expect(body.code).toBe('unavailable');
    expect(headers['retry-after']).toBe('5');
  });

  it('does not name its software', async () => {
    const { server } = aFakeRouter();

    expect((await request(server).get('/healthz')).headers).not.toHaveProperty('x-powered-by');
  });

  it('bounds headers and slow requests', () => {
    const { server } = aFakeRouter();

    expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 15_000]);
  });
});

describe('health', () => {
  it('is alive', async () => {
    expect((await request(aFakeRouter().server).get('/healthz').expect(200)).body).toEqual({ alive: true });
  });

  it('is ready with warnings, or not ready', async () => {
    const router = aFakeRouter();
    const warnings = [{ code: 'rules-broken', text: 'the rules files are broken' }];

    router.state.readiness = { ready: true, warnings, facts: { role: 'all' } };
    const ready = await request(router.server).get('/readyz');
    router.state.readiness = { ready: false, warnings, facts: {} };
    const stuck = await request(router.server).get('/readyz');

    expect([ready.status, ready.body]).toEqual([200, { ready: true, warnings, facts: { role: 'all' } }]);
    expect(stuck.status).toBe(503);
  });

  it('renders metrics, with refused requests counted', async () => {
    const { server } = aFakeRouter();

    await request(server).get('/api/v1/incidents');
    const { text } = await request(server).get('/metrics').expect(200);

    expect(text).toContain('paging_router_admin_refused_total 1');
  });
});
