import { beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { accessRules } from './access-rules.js';
import { signedIn } from './addresses.js';
import { aFakeRouter, type FakeRouter } from './fake-router.js';

let router: FakeRouter;
beforeEach(() => {
  router = aFakeRouter(accessRules());
});

const as = (name: string, scopes: readonly string[] | null = null) => signedIn(router, name, scopes);
const deploy = { services: ['mysql'], for: '30m', reason: 'new index' };
const records = () => router.access.memory.records;

describe('signing in', () => {
  const start = (body: object) => request(router.server).post('/api/v1/logins').send(body);
  const confirm = (id: string, code: string) =>
    request(router.server).post(`/api/v1/logins/${id}/confirm`).send({ code });
  const codeIn = (text: string | undefined) => /^(\d{8}) /.exec(text ?? '')?.[1] ?? '';

  it('gives a token of their own to who knows the code, with their roles', async () => {
    const { body } = await start({ person: 'roan' }).expect(202);
    const made = await confirm(body.id, codeIn(router.access.told[0]?.text)).expect(201);

    const { body: me } = await request(router.server)
      .get('/api/v1/me')
      .set('Authorization', `Bearer ${made.body.token}`)
      .expect(200);

    expect(router.access.told).toMatchObject([{ person: 'roan', urgency: 'high' }]);
    expect(me).toMatchObject({ name: 'roan', kind: 'person', roles: ['responder'], owns: ['parsoid'], scopes: null });
    expect(records().at(-1)).toMatchObject({ who: 'roan', action: 'login', outcome: 'done' });
    expect(JSON.stringify(records())).not.toContain(made.body.token);
  });

  it('answers alike for people whom nobody knows, and sends nothing', async () => {
    const known = await start({ person: 'roan' }).expect(202);
    const unknown = await start({ person: 'stranger' }).expect(202);

    expect(Object.keys(unknown.body)).toEqual(Object.keys(known.body));
    expect(unknown.body.id).toHaveLength(known.body.id.length);
    expect(router.access.told).toHaveLength(1);
    expect((await confirm(unknown.body.id, '12345678').expect(401)).body).toEqual(
      (await confirm('nonsense', '12345678').expect(401)).body,
    );
  });

  it('takes a code once', async () => {
    const { body } = await start({ person: 'roan' });
    const code = codeIn(router.access.told[0]?.text);

    await confirm(body.id, code).expect(201);

    expect((await confirm(body.id, code).expect(401)).body.code).toBe('wrong-code');
  });

  it('bears five attempts, each of which is in the audit', async () => {
    const { body } = await start({ person: 'roan' });
    const code = codeIn(router.access.told[0]?.text);
    const wrong = code === '00000000' ? '00000001' : '00000000';

    for (let i = 0; i < 5; i += 1) await confirm(body.id, wrong).expect(401);
    await confirm(body.id, code).expect(401);

    expect(records().filter(({ code: why }) => why === 'wrong-code')).toHaveLength(5);
  });

  it('is bounded for each person, known or not, by whatever name', async () => {
    for (const person of ['roan', 'roan@example.org', 'ROAN@example.org']) await start({ person }).expect(202);
    for (let i = 0; i < 3; i += 1) await start({ person: 'stranger' }).expect(202);

    const known = await start({ person: 'roan' }).expect(429);
    const unknown = await start({ person: 'stranger' }).expect(429);

    expect(known.body).toEqual(unknown.body);
    expect(Number(known.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('tokens', () => {
  it('are shown once, and kept as a hash', async () => {
    const ada = await as('ada');

    const { body } = await ada
      .post('/tokens', { name: 'deploy', robot: true, scopes: ['maintenance:parsoid'] })
      .expect(201);

    expect(body.token).toMatch(/^pgr_[0-9a-f]{12}_[\w-]{43}$/);
    expect(body).toMatchObject({ person: null, state: 'valid', createdBy: 'ada' });
    expect((await ada.get('/tokens?all=true')).text).not.toContain(body.token);
    expect((await router.access.memory.tokens.read(body.id))?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    [{ name: 'x', robot: true }, 'scopes', 'a robot needs at least one'],
    [{ name: 'x', scopes: ['everything'] }, 'scopes.0', 'is no scope; expected read, incidents'],
    [{ name: 'x', scopes: ['maintenance:parsiod'] }, 'scopes.0', 'did you mean "parsoid"?'],
    [{ name: 'x', person: 'admin' }, 'person', 'ADMIN_TOKEN is nobody'],
    [{ name: 'x', expiresIn: '2000d' }, 'expiresIn', 'from 1m to 366d'],
  ])('are refused with a reason (%#)', async (body, path, message) => {
    const ada = await as('ada');

    const { body: problem } = await ada.post('/tokens', body).expect(400);

    const [fault] = problem.errors;
    expect(fault.path).toBe(path);
    expect(fault.message).toContain(message);
  });

  it('stop working at once when they are revoked, and at their end; their bearer is told', async () => {
    const roan = await as('roan');
    const vera = await as('vera');
    await roan.post(`/tokens/${roan.id}/revoke`).expect(200);
    const revoked = await roan.get('/me').expect(401);
    router.clock.advance(3_600_001);
    const expired = await vera.get('/me').expect(401);

    expect(revoked.body.detail).toContain('was revoked');
    expect(expired.body.detail).toContain('has expired');
  });

  it('note their use at most once a minute', async () => {
    const roan = await as('roan');
    const used = async () => (await router.access.memory.tokens.read(roan.id))?.token.lastUsedAt;

    await roan.get('/me');
    const first = await used();
    router.clock.advance(30_000);
    await roan.get('/me');
    const second = await used();
    router.clock.advance(31_000);
    await roan.get('/me');

    expect(first).not.toBeNull();
    expect(second).toBe(first);
    expect(await used()).toBe((first ?? 0) + 61_000);
  });

  it('of somebody are not what another gets for the same Idempotency-Key', async () => {
    const tim = await as('tim');
    const roan = await as('roan');

    await tim.post('/maintenance-windows', deploy).set('Idempotency-Key', 'k').expect(201);
    await roan.post('/maintenance-windows', deploy).set('Idempotency-Key', 'k').expect(403);
  });
});
