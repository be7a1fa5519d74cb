import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { EVENING } from './builders.js';
import { aFakeRouter, TOKEN } from './fake-router.js';

const auth = ['Authorization', `Bearer ${TOKEN}`] as const;
const NOW = EVENING + 60_000;

describe('GET /api/v1/oncall', () => {
  it('says who is on call, until when, and who is next', async () => {
    const { body } = await request(aFakeRouter().server)
      .get('/api/v1/oncall?of=parsoid')
      .set(...auth)
      .expect(200);

    expect(body).toEqual({
      at: new Date(NOW).toISOString(),
      of: 'parsoid',
      schedules: [
        {
          schedule: 'ops-oncall',
          timezone: 'America/Los_Angeles',
          onCall: ['daniel'],
          until: '2013-04-22T17:00:00.000Z',
          next: { people: ['gabriel'], startsAt: '2013-04-22T17:00:00.000Z', endsAt: '2013-04-29T17:00:00.000Z' },
        },
      ],
      always: ['roan'],
    });
  });

  it('shows all shifts of a time, gaps too', async () => {
    const { body } = await request(aFakeRouter().server)
      .get('/api/v1/oncall?from=2013-04-18&to=2013-05-01')
      .set(...auth)
      .expect(200);

    expect(body.schedules[0].shifts.map(({ people }: { people: string[] }) => people)).toEqual([
      ['daniel'],
      ['gabriel'],
      [],
    ]);
  });

  it.each([
    ['a time that is none', 'at=tomorrow', 400, 'at'],
    ['an end before the start', 'from=2013-04-18&to=2013-04-17', 400, 'to'],
    ['too long a time', 'from=2013-04-18&to=2014-04-18', 400, 'to'],
  ])('refuses %s', async (_what, query, status, path) => {
    const { body } = await request(aFakeRouter().server)
      .get(`/api/v1/oncall?${query}`)
      .set(...auth)
      .expect(status);

    expect(body.errors[0].path).toBe(path);
  });

  it('knows nothing of what the rules do not name', async () => {
    const { body } = await request(aFakeRouter().server)
      .get('/api/v1/oncall?of=nonsense')
      .set(...auth)
      .expect(404);

    expect(body.detail).toContain('the rules know no "nonsense"');
  });
});

describe('GET /api/v1/schedules', () => {
  it('lists rotations as the rules write them, with who is on call', async () => {
    const { body } = await request(aFakeRouter().server)
      .get('/api/v1/schedules')
      .set(...auth)
      .expect(200);

    expect(body.items).toMatchObject([
      {
        name: 'ops-oncall',
        follows: null,
        onCall: ['daniel'],
        rotations: [
          { members: ['daniel', 'gabriel'], every: '1w', startsAt: '2013-04-01T17:00:00.000Z', endsAt: null },
        ],
      },
    ]);
  });
});

describe('/api/v1/overrides', () => {
  const cover = { schedule: 'ops-oncall', kind: 'cover', person: 'gabriel', for: '4h', by: 'gabriel' };

  it('makes one, by the person themselves', async () => {
    const { server, calls } = aFakeRouter();

    const { body } = await request(server)
      .post('/api/v1/overrides')
      .set(...auth)
      .send(cover)
      .expect(201);

    expect(calls[0]).toMatchObject({
      action: 'override',
      actor: { person: 'gabriel', via: 'api' },
      more: { kind: 'cover', person: 'gabriel', replaces: null, endsAt: NOW + 4 * 3_600_000, allowGap: false },
    });
    expect(body).toMatchObject({ id: 'ovr_1', state: 'active', kind: 'cover' });
  });

  it('makes one once for each Idempotency-Key', async () => {
    const { server, calls } = aFakeRouter();
    const send = () =>
      request(server)
        .post('/api/v1/overrides')
        .set(...auth)
        .set('Idempotency-Key', 'once')
        .send(cover)
        .expect(201);

    const [first, second] = [await send(), await send()];

    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(calls).toHaveLength(1);
  });

  it('lists and removes them', async () => {
    const { server, calls } = aFakeRouter();

    const listed = await request(server)
      .get('/api/v1/overrides')
      .set(...auth)
      .expect(200);
    const removed = await request(server)
      .delete('/api/v1/overrides/ovr_1?by=daniel')
      .set(...auth)
      .expect(200);

    expect(listed.body.items).toMatchObject([{ id: 'ovr_1', schedule: 'ops-oncall' }]);
    expect(removed.body).toMatchObject({ state: 'ended', removedBy: 'daniel' });
    expect(calls[0]).toMatchObject({ action: 'remove', on: 'ovr_1', actor: { person: 'daniel' } });
  });

  it.each([
    ['no end', { ...cover, for: undefined }, 'endsAt'],
    ['an unknown kind', { ...cover, kind: 'swap' }, 'kind'],
    ['an unknown actor', { ...cover, by: 'gabrel' }, 'by'],
  ])('refuses %s', async (_what, body, path) => {
    const answer = await request(aFakeRouter().server)
      .post('/api/v1/overrides')
      .set(...auth)
      .send(body)
      .expect(400);

    expect(answer.body.errors[0].path).toBe(path);
  });

  it('answers 409 with the reason where nobody would be on call', async () => {
    const { server, state } = aFakeRouter();
    state.next = { kind: 'refused', code: 'leaves-a-gap', text: 'nobody would be on call' };

    const { body } = await request(server)
      .post('/api/v1/overrides')
      .set(...auth)
      .send(cover)
      .expect(409);

    expect(body).toMatchObject({ code: 'leaves-a-gap', detail: 'nobody would be on call' });
  });
});
