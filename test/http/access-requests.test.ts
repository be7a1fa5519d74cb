import { beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { accessRules } from './access-rules.js';
import { addressOf, seed, signedIn } from './addresses.js';
import { aFakeRouter, type FakeRouter } from './fake-router.js';

let router: FakeRouter;
beforeEach(() => {
  router = aFakeRouter(accessRules());
});

const as = (name: string, scopes: readonly string[] | null = null) => signedIn(router, name, scopes);
const deploy = { services: ['mysql'], for: '30m', reason: 'new index' };
const records = () => router.access.memory.records;

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

  it('opens nothing for somebody whom the rules know no more', async () => {
    await seed(router, ['mysql'], 'stranger');
    const tim = await as('tim');
    const path = addressOf({ path: '/access-requests/:id/approve' }, '').replace('/api/v1', '');

    const { body } = await tim.post(path).expect(409);

    expect([body.code, router.calls]).toEqual(['person-gone', []]);
  });

  it('is finished by the next to decide, where a process died before it had opened the window', async () => {
    const { id } = await asked();
    const request = await router.access.memory.requests.read(id);
    if (request === null) throw new Error('it was asked for');
    await router.access.memory.requests.write({
      ...request,
      state: 'approved',
      decidedBy: 'daniel',
      decidedAt: router.clock.now(),
    });
    const tim = await as('tim');

    await tim.post(`/access-requests/${id}/approve`).expect(200);
    const atOnce = router.calls.length;
    router.clock.advance(31_000);
    await tim.post(`/access-requests/${id}/approve`).expect(200);
    await tim.post(`/access-requests/${id}/approve`).expect(200);

    expect([atOnce, router.calls.length]).toEqual([0, 1]);
  });

  it('stays open when the window cannot be opened', async () => {
    const { roan, id } = await asked();
    router.state.next = { kind: 'refused', code: 'invalid-window', text: 'no such service any more' };
    const tim = await as('tim');

    await tim.post(`/access-requests/${id}/approve`).expect(409);

    expect((await roan.get(`/access-requests/${id}`)).body).toMatchObject({ state: 'open', decidedBy: null });
  });

  it('is for 31 days at most', async () => {
    const roan = await as('roan');

    const { body } = await roan.post('/access-requests', { ...deploy, for: '99999w' }).expect(400);

    expect(body.errors).toEqual([{ path: 'endsAt', message: 'a window lasts at most 31 days' }]);
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
