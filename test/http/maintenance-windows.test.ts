import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { accessRules } from './access-rules.js';
import { tokenOf } from './addresses.js';
import { aWindow, EVENING } from './builders.js';
import { aFakeRouter, TOKEN } from './fake-router.js';

const auth = ['Authorization', `Bearer ${TOKEN}`] as const;
const PATH = '/api/v1/maintenance-windows';
const PREVIEWS = '/api/v1/maintenance-window-previews';
const NOW = EVENING + 60_000;
const deploy = { services: ['parsoid'], for: '30m', reason: 'deploy' };

describe('POST /api/v1/maintenance-windows', () => {
  it('opens a window from now for a length', async () => {
    const { server, calls } = aFakeRouter();

    const { body } = await request(server)
      .post(PATH)
      .set(...auth)
      .send(deploy)
      .expect(201);

    expect(calls[0]).toMatchObject({
      action: 'open',
      actor: { person: 'admin', via: 'api' },
      more: { services: ['parsoid'], match: [], endsAt: NOW + 1_800_000, reason: 'deploy' },
    });
    expect(body).toMatchObject({ id: 'win_1', state: 'active', reason: 'deploy' });
  });

  it('opens a window of matchers between two instants', async () => {
    const { server, calls } = aFakeRouter();
    const window = {
      match: { host: 'wtp*', labels: { dc: ['eqiad', 'codfw'] } },
      startsAt: '2013-04-19T20:00:00Z',
      endsAt: '2013-04-19T14:00:00-07:00',
      reason: 'new kernels',
      by: 'roan',
    };

    await request(server)
      .post(PATH)
      .set(...auth)
      .send(window)
      .expect(201);

    expect(calls[0]).toMatchObject({
      actor: { person: 'roan' },
      more: { match: [window.match], startsAt: Date.UTC(2013, 3, 19, 20), endsAt: Date.UTC(2013, 3, 19, 21) },
    });
  });

  it.each([
    ['an unknown service', { ...deploy, services: ['parsiod'] }, 'services.0', 'did you mean "parsoid"?'],
    ['no end', { services: ['parsoid'], reason: 'x' }, 'endsAt', 'mandatory'],
    ['two ends', { ...deploy, endsAt: '2013-04-19T20:00:00Z' }, 'for', 'not both'],
    [
      'an end before now',
      { services: ['parsoid'], endsAt: '2013-04-18T20:00:00Z', reason: 'x' },
      'endsAt',
      'after now',
    ],
    ['no length', { ...deploy, for: '0m' }, 'for', 'after now'],
    ['a length in words', { ...deploy, for: 'half an hour' }, 'for', 'such as 30m'],
    ['a local time', { ...deploy, startsAt: '2013-04-18 23:50' }, 'startsAt', 'expected an instant'],
    ['nothing to cover', { for: '30m', reason: 'x' }, 'services', 'say what it covers'],
    ['a matcher of everything', { match: [{}], for: '30m', reason: 'x' }, 'match.0', 'covers everything'],
    ['a pattern that is no RE2', { match: { host: '/(?=x)/' }, for: '30m', reason: 'x' }, 'match.0', '(?='],
    ['a start in the past', { ...deploy, startsAt: '2013-04-18T23:30:00Z', for: '2h' }, 'startsAt', 'lies in the past'],
    ['a reason of nothing but spaces', { ...deploy, reason: '  ' }, 'reason', 'say why'],
    ['an effect that there is not', { ...deploy, effect: 'sms-only' }, 'effect', 'email-only'],
    ['no reason', { services: ['parsoid'], for: '30m' }, 'reason', 'expected string'],
    ['an unknown field', { ...deploy, servces: [] }, 'servces', 'did you mean "services"?'],
  ])('refuses %s', async (_name, window, path, message) => {
    const { server, calls } = aFakeRouter();

    const { body } = await request(server)
      .post(PATH)
      .set(...auth)
      .send(window)
      .expect(400);

    expect(body.errors).toContainEqual({ path, message: expect.stringContaining(message) });
    expect(calls).toEqual([]);
  });

  it('opens one window for one Idempotency-Key, however often it is asked', async () => {
    const { server, calls } = aFakeRouter();
    const ask = () =>
      request(server)
        .post(PATH)
        .set(...auth)
        .set('Idempotency-Key', 'deploy-1')
        .send(deploy);

    const first = await ask().expect(201);
    const second = await ask().expect(201);

    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(calls).toHaveLength(1);
  });

  it('refuses a key that was used for another request', async () => {
    const { server, calls } = aFakeRouter();
    const ask = (reason: string) =>
      request(server)
        .post(PATH)
        .set(...auth)
        .set('Idempotency-Key', 'k')
        .send({ ...deploy, reason });

    await ask('one').expect(201);
    const { body } = await ask('two').expect(422);

    expect(body.code).toBe('idempotency-key-reused');
    expect(calls).toHaveLength(1);
  });

  it('frees the key of a request that was refused', async () => {
    const { server } = aFakeRouter();
    const ask = (body: object) =>
      request(server)
        .post(PATH)
        .set(...auth)
        .set('Idempotency-Key', 'k')
        .send(body);

    await ask({}).expect(400);
    await ask(deploy).expect(201);
  });
});

describe('POST /api/v1/maintenance-window-previews', () => {
  it('tells what a window would touch and opens nothing', async () => {
    const { server, calls } = aFakeRouter();

    const { body } = await request(server)
      .post(PREVIEWS)
      .set(...auth)
      .send(deploy)
      .expect(200);

    expect(body).toMatchObject({ services: ['parsoid'], checkCount: 1, incidentCount: 1, refused: null });
    expect(body).toMatchObject({ confirmation: null, summary: expect.stringContaining('would not be paged') });
    expect(calls).toEqual([]);
  });

  it('hands out the code that confirms a window on everything', async () => {
    const { server } = aFakeRouter();

    const { body } = await request(server)
      .post(PREVIEWS)
      .set(...auth)
      .send({ match: { check: '*' }, for: '30m', reason: 'move' })
      .expect(200);

    expect(body.confirmation).toMatch(/^[0-9a-f]{8}$/);
    expect(body.warnings).toEqual([{ code: 'everything', text: expect.any(String) }]);
  });

  it('takes a start of a few minutes ago for now: clocks differ', async () => {
    const { server } = aFakeRouter();

    await request(server)
      .post(PATH)
      .set(...auth)
      .send({ ...deploy, startsAt: '2013-04-18T23:44:00Z' })
      .expect(201);
  });
});

describe('GET /api/v1/maintenance-windows', () => {
  it('lists windows and shows one', async () => {
    const { server } = aFakeRouter();

    const list = await request(server)
      .get(PATH)
      .set(...auth)
      .expect(200);
    const one = await request(server)
      .get(`${PATH}/win_1`)
      .set(...auth)
      .expect(200);

    expect(list.body.items).toEqual([one.body]);
    expect(one.body).toMatchObject({ endsAt: '2013-04-19T00:16:00.000Z', state: 'active' });
  });

  it('answers 404 for an unknown window', async () => {
    const { server } = aFakeRouter();

    await request(server)
      .get(`${PATH}/win_9`)
      .set(...auth)
      .expect(404);
  });
});

describe('POST /api/v1/maintenance-windows/:id/{end,extend}', () => {
  it('ends a window', async () => {
    const { server, calls } = aFakeRouter();

    const { body } = await request(server)
      .post(`${PATH}/win_1/end`)
      .set(...auth)
      .send({ by: 'gabriel' })
      .expect(200);

    expect(body.endedBy).toBe('gabriel');
    expect(calls).toMatchObject([{ action: 'end', on: 'win_1' }]);
  });

  it.each([
    ['roan', 200],
    ['tim', 403],
  ])(
    'ends one time of a recurring window of the rules for who may end a window on its services: %s',
    async (who, status) => {
      const router = aFakeRouter(accessRules());
      const id = 'parsoid-deploy@2013-04-18T23:30:00Z';
      router.state.windows = [aWindow({ id, createdBy: 'rules', via: 'rules' })];
      const { text } = await tokenOf(router, who);

      await request(router.server)
        .post(`${PATH}/${id}/end`)
        .set('Authorization', `Bearer ${text}`)
        .send({})
        .expect(status);

      expect(router.calls.map(({ action, on }) => [action, on])).toEqual(status === 200 ? [['end', id]] : []);
    },
  );

  it('extends a window by a length from its end, or to an instant', async () => {
    const { server, calls } = aFakeRouter();

    await request(server)
      .post(`${PATH}/win_1/extend`)
      .set(...auth)
      .send({ for: '10m' })
      .expect(200);
    await request(server)
      .post(`${PATH}/win_1/extend`)
      .set(...auth)
      .send({ endsAt: '2013-04-19T01:00:00Z' })
      .expect(200);

    expect(calls.map(({ more }) => more)).toEqual([EVENING + 2_400_000, Date.UTC(2013, 3, 19, 1)]);
  });

  it('answers 404 when it extends an unknown window', async () => {
    const { server } = aFakeRouter();

    await request(server)
      .post(`${PATH}/win_9/extend`)
      .set(...auth)
      .send({ for: '10m' })
      .expect(404);
  });
});
