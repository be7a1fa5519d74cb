import { beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createChainReader } from '../../src/pipeline/audit/verify-chain.js';
import { accessRules } from './access-rules.js';
import { signedIn } from './addresses.js';
import { aWindow } from './builders.js';
import { aFakeRouter, type FakeRouter, TOKEN } from './fake-router.js';

let router: FakeRouter;
beforeEach(() => {
  router = aFakeRouter(accessRules());
});

const as = (name: string, scopes: readonly string[] | null = null) => signedIn(router, name, scopes);
const deploy = { services: ['mysql'], for: '30m', reason: 'new index' };
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
