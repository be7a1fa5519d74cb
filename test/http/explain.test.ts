import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { aFakeRouter, TOKEN } from './fake-router.js';

const auth = ['Authorization', `Bearer ${TOKEN}`] as const;

async function explain(body: object, query = '') {
  const { server } = aFakeRouter();
  return request(server)
    .post(`/api/v1/explain${query}`)
    .set(...auth)
    .send(body);
}

describe('POST /api/v1/explain', () => {
  it('explains a generic alert, without kind and summary too', async () => {
    const { status, body } = await explain({ host: 'parsoid.svc', check: 'LVS' });

    expect(status).toBe(200);
    expect(body.alert).toMatchObject({ source: 'generic', summary: 'LVS' });
  });

  it('finds the source that can read a payload', async () => {
    const { body } = await explain({ picky: 'down' });

    expect(body.alert).toMatchObject({ source: 'picky', summary: 'down' });
  });

  it('takes the payload of a named source', async () => {
    const { body } = await explain({ source: 'picky', payload: { picky: 'down' } });

    expect(body.alert.source).toBe('picky');
  });

  it('takes a generic alert that speaks of another source', async () => {
    const { body } = await explain({ source: 'picky', check: 'LVS' });

    expect(body.alert.source).toBe('picky');
  });

  it('explains as of another time', async () => {
    const { body } = await explain({ check: 'LVS' }, '?at=2013-04-20T00:00:00Z');

    expect(body.alert.receivedAt).toBe('2013-04-20T00:00:00.000Z');
  });

  it('names what cannot be read', async () => {
    const unknown = await explain({ source: 'pciky', payload: {} });
    const unreadable = await explain({ unreadable: true });

    expect(unknown.status).toBe(400);
    expect(unknown.body.errors).toEqual([{ path: 'source', message: 'unknown source "pciky"; did you mean "picky"?' }]);
    expect(unreadable.body.errors).toEqual([{ path: 'host', message: 'missing' }]);
  });
});
