import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { EVENING } from './builders.js';
import { aFakeRouter, FEED_TOKEN, TOKEN } from './fake-router.js';

const auth = ['Authorization', `Bearer ${TOKEN}`] as const;
const shift = {
  schedule: 'ops-oncall',
  people: ['roan', 'gabriel'],
  startsAt: EVENING,
  endsAt: EVENING + 3_600_000,
  key: 'k',
};

describe('GET /calendar/<token>.ics', () => {
  it('shows the shifts of a person to who has the address, without a token of the API', async () => {
    const { server, state } = aFakeRouter();
    state.feed = { of: { kind: 'person', name: 'roan' }, shifts: [shift] };

    const answer = await request(server).get(`/calendar/${FEED_TOKEN}.ics`).expect(200);

    expect(answer.headers['content-type']).toBe('text/calendar; charset=utf-8');
    expect(answer.text).toContain('X-WR-CALNAME:On call: roan\r\n');
    expect(answer.text).toContain('SUMMARY:On call: ops-oncall\r\nDESCRIPTION:With gabriel\r\n');
  });

  it('shows who it is of a schedule, and its gaps', async () => {
    const { server, state } = aFakeRouter();
    state.feed = { of: { kind: 'schedule', name: 'ops-oncall' }, shifts: [shift, { ...shift, key: 'l', people: [] }] };

    const { text } = await request(server).get(`/calendar/${FEED_TOKEN}.ics`).expect(200);

    expect(text).toContain('SUMMARY:roan\\, gabriel (ops-oncall)\r\n');
    expect(text).toContain('SUMMARY:Nobody on call: ops-oncall\r\n');
  });

  it.each([
    ['an unknown token', `/calendar/${'0a'.repeat(6)}-${'ff'.repeat(16)}.ics`, 404],
    ['no token', '/calendar/x.ics', 404],
    ['another suffix', `/calendar/${FEED_TOKEN}`, 404],
  ])('answers %s with %d', async (_what, path, status) => {
    await request(aFakeRouter().server).get(path).expect(status);
  });

  it('only reads: HEAD is answered, everything else is not', async () => {
    const { server, calls } = aFakeRouter();

    await request(server).head(`/calendar/${FEED_TOKEN}.ics`).expect(200);
    const refused = await request(server).post(`/calendar/${FEED_TOKEN}.ics`).expect(405);

    expect(refused.headers.allow).toBe('GET, HEAD');
    expect(calls).toEqual([]);
  });
});

describe('/api/v1/calendar-feeds', () => {
  it('makes an address, tells it once, and keeps no secret in the list', async () => {
    const { server } = aFakeRouter();

    const made = await request(server)
      .post('/api/v1/calendar-feeds')
      .set(...auth)
      .send({ of: 'roan', by: 'roan' })
      .expect(201);
    const listed = await request(server)
      .get('/api/v1/calendar-feeds')
      .set(...auth)
      .expect(200);

    expect(made.body.url).toBe(`http://127.0.0.1:8080/calendar/${FEED_TOKEN}.ics`);
    expect(JSON.stringify(listed.body)).not.toMatch(/secret|1b1b/);
  });

  it('revokes one', async () => {
    const { body } = await request(aFakeRouter().server)
      .delete('/api/v1/calendar-feeds/fed_1?by=roan')
      .set(...auth)
      .expect(200);

    expect(body).toMatchObject({ id: 'fed_1', revokedBy: 'roan' });
  });
});
