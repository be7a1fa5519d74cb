import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { aFakeRouter, TOKEN } from './fake-router.js';

const auth = ['Authorization', `Bearer ${TOKEN}`] as const;

describe('GET /api/v1/incidents', () => {
  it('lists incidents with how many checks fail and whom they paged', async () => {
    const { server } = aFakeRouter();

    const { body } = await request(server)
      .get('/api/v1/incidents?state=open&service=parsoid')
      .set(...auth)
      .expect(200);

    expect(body.nextCursor).toBeNull();
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({
      number: 12,
      state: 'triggered',
      openedAt: '2013-04-18T23:46:00.000Z',
      checkCount: { failing: 1, total: 1 },
      paged: [{ person: 'roan', channels: ['sms', 'email'] }],
    });
  });

  it.each([
    ['state=opne', 'state', 'did you mean "open"?'],
    ['stat=open', 'stat', 'did you mean "state"?'],
    ['limit=0', 'limit', '>=1'],
    ['limit=many', 'limit', 'expected number'],
    ['state=open&state=resolved', 'state', 'expected one of'],
  ])('refuses %s and names the field', async (query, path, message) => {
    const { server } = aFakeRouter();

    const { body } = await request(server)
      .get(`/api/v1/incidents?${query}`)
      .set(...auth)
      .expect(400);

    expect(body.code).toBe('invalid-request');
    expect(body.errors).toEqual([{ path, message: expect.stringContaining(message) }]);
  });
});

describe('GET /api/v1/incidents/:id', () => {
  it.each(['12', 'inc_parsoid'])(
    'shows incident %s with what each source says, its timeline and messages',
    async (id) => {
      const { server } = aFakeRouter();

      const { body } = await request(server)
        .get(`/api/v1/incidents/${id}`)
        .set(...auth)
        .expect(200);

      expect(body.checks[0]).toMatchObject({ source: 'icinga', sourceState: 'CRITICAL', failing: true });
      expect(body.timeline).toEqual([
        { at: '2013-04-18T23:46:00.000Z', kind: 'opened', text: 'Opened', person: 'roan', alertId: null },
      ]);
      expect(body.notifications[0]).toMatchObject({ person: 'roan', to: '+1•••0143', state: 'accepted' });
    },
  );

  it.each(['', '/timeline', '/explanation'])('answers 404 for an unknown incident%s', async (suffix) => {
    const { server } = aFakeRouter();

    const { body } = await request(server)
      .get(`/api/v1/incidents/99${suffix}`)
      .set(...auth)
      .expect(404);

    expect(body).toMatchObject({ code: 'not-found', detail: 'no incident 99' });
  });

  it('explains who is paged and why nobody else', async () => {
    const { server } = aFakeRouter();

    const { body } = await request(server)
      .get('/api/v1/incidents/12/explanation')
      .set(...auth)
      .expect(200);

    expect(body.steps[0].people[0]).toMatchObject({ person: 'roan', because: ['subscribed to parsoid'] });
    expect(body.notPaged).toEqual([{ person: 'daniel', because: ['no subscription covers parsoid'] }]);
  });
});

describe.each(['acknowledge', 'resolve'])('POST /api/v1/incidents/:id/%s', (action) => {
  const path = `/api/v1/incidents/12/${action}`;

  it('acts as the admin, with a note', async () => {
    const { server, calls } = aFakeRouter();

    await request(server)
      .post(path)
      .set(...auth)
      .send({ note: 'on it' })
      .expect(200);

    expect(calls).toEqual([{ action, on: '12', actor: { person: 'admin', via: 'api' }, more: 'on it' }]);
  });

  it('acts as a person of the rules, and tells the command line from other programs', async () => {
    const { server, calls } = aFakeRouter();

    await request(server)
      .post(path)
      .set(...auth)
      .set('User-Agent', 'pagectl')
      .send({ by: 'roan' })
      .expect(200);

    expect(calls[0]?.actor).toEqual({ person: 'roan', via: 'cli' });
  });

  it('needs no body', async () => {
    const { server } = aFakeRouter();

    await request(server)
      .post(path)
      .set(...auth)
      .expect(200);
  });

  it('refuses a person that the rules do not know', async () => {
    const { server, calls } = aFakeRouter();

    const { body } = await request(server)
      .post(path)
      .set(...auth)
      .send({ by: 'roann' })
      .expect(400);

    expect(body.errors).toEqual([{ path: 'by', message: 'unknown person "roann"; did you mean "roan"?' }]);
    expect(calls).toEqual([]);
  });

  it('says why nothing changed', async () => {
    const router = aFakeRouter();
    router.state.next = { kind: 'unchanged', text: 'it is so already' };

    const { body } = await request(router.server)
      .post(path)
      .set(...auth)
      .expect(200);

    expect(body.unchanged).toBe('it is so already');
  });

  it('answers 409 with a stable code when it is refused', async () => {
    const router = aFakeRouter();
    router.state.next = { kind: 'refused', code: 'already-resolved', text: 'it was resolved' };

    const { body } = await request(router.server)
      .post(path)
      .set(...auth)
      .expect(409);

    expect(body).toMatchObject({ code: 'already-resolved', detail: 'it was resolved' });
  });

  it('answers 404 for an unknown incident', async () => {
    const { server } = aFakeRouter();

    await request(server)
      .post(`/api/v1/incidents/99/${action}`)
      .set(...auth)
      .expect(404);
  });
});
