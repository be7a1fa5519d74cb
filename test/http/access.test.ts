import { beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createChainReader } from '../../src/pipeline/audit/verify-chain.js';
import { accessRules } from './access-rules.js';
import { tokenOf } from './addresses.js';
import { aWindow } from './builders.js';
import { aFakeRouter, type FakeRouter, TOKEN } from './fake-router.js';

let router: FakeRouter;
beforeEach(() => {
  router = aFakeRouter(accessRules());
});

const deploy = { services: ['mysql'], for: '30m', reason: 'new index' };

async function as(name: string, scopes: readonly string[] | null = null) {
  const { text, id } = await tokenOf(router, name, scopes);
  const send = (method: 'get' | 'post', path: string) =>
    request(router.server)[method](`/api/v1${path}`).set('Authorization', `Bearer ${text}`);
  return {
    id,
    text,
    get: (path: string) => send('get', path),
    post: (path: string, body: object = {}) => send('post', path).send(body),
  };
}

const records = () => router.access.memory.records;

describe('a refusal', () => {
  it('says what was asked, who may and by which call they can be asked', async () => {
    const roan = await as('roan');

    const { body, headers } = await roan.post('/maintenance-windows', deploy).expect(403);

    expect(headers['content-type']).toContain('application/problem+json');
    expect(body).toMatchObject({
      code: 'not-owner',
      asked: { action: 'windows.open', target: 'window on mysql' },
      whoMay: [
        { person: 'tim', displayName: 'Tim', because: 'owner of mysql' },
        { person: 'daniel', because: 'ops' },
        { person: 'ada', because: 'admin' },
      ],
      requestAccess: { method: 'POST', path: '/api/v1/access-requests', body: deploy },
    });
    expect(body.detail).toContain('Who may: Tim (owner of mysql), Daniel (ops), Ada (admin)');
    expect(router.calls).toEqual([]);
  });

  it('leaves one record, with what was wanted and why', async () => {
    const roan = await as('roan');
    const before = records().length;

    await roan.post('/maintenance-windows', { ...deploy, reason: 'call +12025550143' }).expect(403);

    expect(records().slice(before)).toMatchObject([
      {
        who: 'roan',
        token: roan.id,
        via: 'api',
        from: expect.stringContaining('127.0.0.1'),
        action: 'windows.open',
        target: 'window on mysql',
        outcome: 'refused',
        code: 'not-owner',
        reason: 'call +1•••0143',
      },
    ]);
  });

  it('offers no asking where the token, not the person, is too weak', async () => {
    const tim = await as('tim', ['read']);

    const { body } = await tim.post('/maintenance-windows', deploy).expect(403);

    expect(body).toMatchObject({ code: 'out-of-scope' });
    expect(body).not.toHaveProperty('requestAccess');
  });

  it('meets who would act in the name of another', async () => {
    const tim = await as('tim');

    const { body } = await tim.post('/maintenance-windows', { ...deploy, by: 'daniel' }).expect(403);
    await tim.post('/maintenance-windows', { ...deploy, by: 'tim' }).expect(201);

    expect(body.code).toBe('not-yourself');
    expect(router.calls).toMatchObject([{ actor: { person: 'tim' } }]);
  });

  it('leaves no record of a read', async () => {
    const vera = await as('vera');
    const before = records().length;

    await vera.get('/audit').expect(403);

    expect(records()).toHaveLength(before);
  });
});

describe('a change', () => {
  it('leaves one record: who in whose name, before, after and why', async () => {
    router.state.windows = [aWindow({ services: ['mysql'] })];
    await request(router.server)
      .post('/api/v1/maintenance-windows/win_1/end')
      .set('Authorization', `Bearer ${TOKEN}`)
      .set('User-Agent', 'pagectl')
      .send({ by: 'tim' })
      .expect(200);

    expect(records()).toMatchObject([
      {
        seq: 1,
        who: 'admin',
        actingAs: 'tim',
        via: 'cli',
        action: 'windows.end',
        target: 'window win_1 on parsoid',
        before: { endedBy: null, services: ['mysql'] },
        after: { endedBy: 'tim' },
        reason: 'deploy',
      },
    ]);
  });

  it('leaves none when nothing changed', async () => {
    router.state.next = { kind: 'unchanged', text: 'acknowledged already' };
    const daniel = await as('daniel');
    const before = records().length;

    await daniel.post('/incidents/12/acknowledge').expect(200);

    expect(records()).toHaveLength(before);
  });

  it('through the link of a page is in the audit too', async () => {
    await request(router.server)
      .post(new URL(router.links.link(12, 'roan')).pathname)
      .expect(303);

    expect(records()).toMatchObject([
      { who: 'roan', via: 'link', action: 'incidents.acknowledge', target: 'incident 12' },
    ]);
  });
});

describe('asking for access', () => {
  async function asked() {
    const roan = await as('roan');
    const { body } = await roan.post('/access-requests', deploy).expect(202);
    return { roan, id: String(body.id) };
  }

  it('asks owners and ops who may, and nobody else', async () => {
    await asked();

    expect(router.access.told.map(({ person }) => person)).toEqual(['tim', 'daniel', 'ada']);
    expect(router.access.told[0]).toMatchObject({
      urgency: 'high',
      text: expect.stringMatching(/^Roan asks for a maintenance window on mysql, .*"new index"\nApprove or deny: http/),
    });
  });

  it('wakes nobody for what begins later', async () => {
    const roan = await as('roan');

    await roan.post('/access-requests', { ...deploy, startsAt: '2013-04-20T10:00:00Z' }).expect(202);

    expect(router.access.told.map(({ urgency }) => urgency)).toEqual(['low', 'low', 'low']);
  });

  it('opens the window as asked on approval, as the window of who asked, and tells them', async () => {
    const { id } = await asked();
    const tim = await as('tim');
    const before = records().length;

    const { body } = await tim.post(`/access-requests/${id}/approve`).expect(200);

    expect(body).toMatchObject({ state: 'approved', decidedBy: 'tim', windowId: 'win_1' });
    expect(router.calls).toMatchObject([
      { action: 'open', actor: { person: 'roan' }, more: { services: ['mysql'], reason: 'new index' } },
    ]);
    expect(router.access.told.at(-1)).toMatchObject({
      person: 'roan',
      text: expect.stringContaining('Approved by Tim'),
    });
    expect(
      records()
        .slice(before)
        .map(({ action, who }) => [who, action]),
    ).toContainEqual(['tim', 'access-requests.approve']);
    expect(records().filter(({ action }) => action === 'windows.open')).toEqual([]);
  });

  it('tells who asked when it is denied, and opens nothing', async () => {
    const { id } = await asked();
    const daniel = await as('daniel');

    await daniel.post(`/access-requests/${id}/deny`).expect(200);

    expect(router.access.told.at(-1)).toMatchObject({
      person: 'roan',
      text: expect.stringContaining('Denied by Daniel'),
    });
    expect(router.calls).toEqual([]);
  });

  it('is decided once', async () => {
    const { id } = await asked();
    const tim = await as('tim');
    await tim.post(`/access-requests/${id}/deny`).expect(200);

    const { body } = await tim.post(`/access-requests/${id}/approve`).expect(200);

    expect(body).toMatchObject({ state: 'denied', unchanged: expect.stringContaining('denied already by tim') });
    expect(router.calls).toEqual([]);
  });

  it('is too late once the time that was asked for is over', async () => {
    const { roan, id } = await asked();
    router.clock.advance(31 * 60_000);
    const tim = await as('tim');

    const { body } = await tim.post(`/access-requests/${id}/approve`).expect(409);

    expect(body.code).toBe('request-over');
    expect((await roan.get(`/access-requests/${id}`)).body.state).toBe('over');
  });

  it('stays open when the window cannot be opened', async () => {
    const { roan, id } = await asked();
    router.state.next = { kind: 'refused', code: 'invalid-window', text: 'no such service any more' };
    const tim = await as('tim');

    await tim.post(`/access-requests/${id}/approve`).expect(409);

    expect((await roan.get(`/access-requests/${id}`)).body).toMatchObject({ state: 'open', decidedBy: null });
  });

  it('is bounded, and needless for who may', async () => {
    const roan = await as('roan');
    const tim = await as('tim');
    for (let i = 0; i < 6; i += 1) await roan.post('/access-requests', deploy).expect(202);

    const { body } = await roan.post('/access-requests', deploy).expect(409);
    const needless = await tim.post('/access-requests', deploy).expect(409);

    expect(body.code).toBe('too-many-requests');
    expect(needless.body.code).toBe('not-needed');
  });
});

describe('the link of an access request', () => {
  async function linkTo(person: string) {
    const roan = await as('roan');
    const { body } = await roan.post('/access-requests', deploy).expect(202);
    return { path: new URL(router.requestLinks.link(body.id, person)).pathname, id: String(body.id) };
  }

  it('shows two buttons, and never acts on GET, HEAD or anything else but POST', async () => {
    const { path } = await linkTo('tim');

    const { text, headers } = await request(router.server).get(path).expect(200);
    await request(router.server).head(`${path}?decision=approve`).expect(200);
    await request(router.server).get(`${path}?decision=approve`).expect(200);
    await request(router.server).put(path).expect(405);
    await request(router.server).post(path).expect(400);

    expect(text).toContain('Roan asks for a maintenance window');
    expect(text).toContain('value="approve"');
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(router.calls).toEqual([]);
  });

  it('approves as the person of the link, once', async () => {
    const { path } = await linkTo('tim');

    await request(router.server).post(path).type('form').send('decision=approve').expect(303);
    await request(router.server).post(path).type('form').send('decision=deny').expect(303);
    const { text } = await request(router.server).get(path).expect(200);

    expect(router.calls).toHaveLength(1);
    expect(text).toContain('Approved by tim');
    expect(text).not.toContain('<button');
    expect(records().at(-1)).toMatchObject({ who: 'tim', via: 'link', action: 'access-requests.approve' });
  });

  it('does nothing for somebody who may not (any more), or with a token that was not signed', async () => {
    const { path } = await linkTo('gabriel');
    const tampered = path.slice(0, -1) + (path.endsWith('A') ? 'E' : 'A');

    await request(router.server).post(path).type('form').send('decision=approve').expect(409);
    await request(router.server).post(tampered).type('form').send('decision=approve').expect(404);

    expect(router.calls).toEqual([]);
  });

  it('expires after two days', async () => {
    const { path } = await linkTo('tim');
    router.clock.advance(49 * 3_600_000);

    await request(router.server).get(path).expect(410);
    await request(router.server).post(path).type('form').send('decision=approve').expect(410);
  });
});

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

describe('GET /api/v1/audit', () => {
  it('is a whole chain, for ops', async () => {
    const daniel = await as('daniel');
    const roan = await as('roan');
    await roan.post('/maintenance-windows', deploy).expect(403);
    await daniel.post('/maintenance-windows', deploy).expect(201);

    const { body } = await daniel.get('/audit?order=oldest').expect(200);

    const reader = createChainReader();
    for (const record of body.items) expect(reader.read(record)).toBeNull();
    expect(reader.verdict()).toMatchObject({ kind: 'whole', records: 4 });
  });
});
