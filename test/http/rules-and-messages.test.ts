import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { aFakeRouter, TOKEN } from './fake-router.js';

const auth = ['Authorization', `Bearer ${TOKEN}`] as const;

async function get(path: string) {
  return (
    await request(aFakeRouter().server)
      .get(`/api/v1${path}`)
      .set(...auth)
      .expect(200)
  ).body;
}

describe('GET /api/v1/rules, people, services', () => {
  it('shows which rules are in force', async () => {
    expect(await get('/rules')).toMatchObject({ hash: 'abc123', origin: 'files', faults: [], counts: { people: 3 } });
  });

  it('shows people with masked addresses', async () => {
    const { items } = await get('/people');

    expect(items[0]).toMatchObject({ name: 'roan', groups: ['parsoid-team'] });
    expect(items[0].contactMethods).toEqual([
      { channel: 'sms', to: '+1•••0143' },
      { channel: 'email', to: 'r•••@example.org' },
    ]);
    expect(JSON.stringify(items)).not.toContain('12025550143');
  });

  it('shows services with owners', async () => {
    expect((await get('/services')).items[0]).toMatchObject({ name: 'parsoid', owners: ['parsoid-team'] });
  });
});

describe('GET /api/v1/outbox, notifications, dead-letters', () => {
  it('shows what would have been sent, to whom, in full', async () => {
    expect(await get('/outbox')).toEqual({
      items: [
        {
          id: 'out_1',
          at: '2013-04-18T23:46:00.000Z',
          channel: 'sms',
          to: '+12025550143',
          person: 'roan',
          incidentId: 'inc_parsoid',
          text: 'CRITICAL Parsoid',
        },
      ],
      nextCursor: 'more',
    });
  });

  it('shows messages with masked addresses', async () => {
    expect((await get('/notifications?incident=inc_parsoid')).items[0]).toMatchObject({
      to: '+1•••0143',
      incidentIds: ['inc_parsoid'],
      pageIds: ['pag_1'],
    });
  });

  it('shows whom nothing could reach', async () => {
    expect((await get('/dead-letters')).items[0]).toMatchObject({ person: 'roan', reason: 'no method left' });
  });
});

describe('POST /api/v1/people/:name/test-page', () => {
  it('sends a test page, once per Idempotency-Key', async () => {
    const { server, calls } = aFakeRouter();
    const ask = () =>
      request(server)
        .post('/api/v1/people/roan/test-page')
        .set(...auth)
        .set('Idempotency-Key', 'k');

    const { body } = await ask().expect(202);
    await ask().expect(202);

    expect(body).toEqual({ pageId: 'pag_test', methods: 2 });
    expect(calls).toMatchObject([{ action: 'test', on: 'roan' }]);
  });
});
