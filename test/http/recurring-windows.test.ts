import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { accessRules } from './access-rules.js';
import { tokenOf } from './addresses.js';
import { aFakeRouter, TOKEN } from './fake-router.js';

const auth = ['Authorization', `Bearer ${TOKEN}`] as const;
const PATH = '/api/v1/recurring-windows';
const slot = {
  ...{ services: ['parsoid'], at: '13:00', timezone: 'America/Los_Angeles', for: '30m', reason: 'deploy slot' },
};

describe('POST /api/v1/recurring-windows', () => {
  it.each([
    ['weekdays', { weekdays: ['wed', 'mon'] }, [1, 3]],
    ['a weekly RRULE', { rrule: 'FREQ=WEEKLY;BYDAY=WE,MO' }, [1, 3]],
    ['a daily RRULE', { rrule: 'RRULE:FREQ=DAILY' }, [1, 2, 3, 4, 5, 6, 7]],
    ['nothing: every day', {}, [1, 2, 3, 4, 5, 6, 7]],
  ])('takes %s', async (_name, days, weekdays) => {
    const { server, calls } = aFakeRouter();

    const { body } = await request(server)
      .post(PATH)
      .set(...auth)
      .send({ ...slot, ...days })
      .expect(201);

    expect(calls).toMatchObject([{ action: 'recur', more: { weekdays, atMinutes: 780, lengthSeconds: 1800 } }]);
    expect(body.next).toHaveLength(10);
    expect(body.next.slice(0, 2)).toEqual([
      { startsAt: '2013-04-22T20:00:00.000Z', endsAt: '2013-04-22T20:30:00.000Z' },
      { startsAt: '2013-04-24T20:00:00.000Z', endsAt: '2013-04-24T20:30:00.000Z' },
    ]);
  });

  it.each([
    ['a monthly RRULE', { rrule: 'FREQ=MONTHLY;BYMONTHDAY=1' }, 'rrule', 'FREQ=WEEKLY'],
    ['every other week', { rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO' }, 'rrule', 'intervals'],
    ['an ordinal day', { rrule: 'FREQ=WEEKLY;BYDAY=1MO' }, 'rrule', 'FREQ=WEEKLY'],
    ['both', { rrule: 'FREQ=DAILY', weekdays: ['mon'] }, 'rrule', 'not both'],
    ['an unknown zone', { timezone: 'Mars/Olympus' }, 'timezone', 'IANA'],
    ['a time that there is not', { at: '25:00' }, 'at', '13:00'],
    ['no length', { for: '0m' }, 'for', 'such as 30m'],
    ['more than a week', { for: '8d' }, 'for', 'at most a week'],
    ['an unknown service', { services: ['parsiod'] }, 'services.0', 'did you mean "parsoid"?'],
  ])('refuses %s', async (_name, wrong, path, message) => {
    const { server, calls } = aFakeRouter();

    const { body } = await request(server)
      .post(PATH)
      .set(...auth)
      .send({ ...slot, ...wrong })
      .expect(400);

    expect(body.errors).toContainEqual({ path, message: expect.stringContaining(message) });
    expect(calls).toEqual([]);
  });

  it('lets owners silence a day of a week in all, no more', async () => {
    const router = aFakeRouter(accessRules());
    const { text } = await tokenOf(router, 'roan');
    const ask = (length: string) =>
      request(router.server)
        .post(PATH)
        .set('Authorization', `Bearer ${text}`)
        .send({ ...slot, for: length });

    await ask('3h').expect(201);
    const { body } = await ask('4h').expect(403);

    expect(body.code).toBe('too-long');
  });
});

describe('GET /api/v1/recurring-windows', () => {
  it('lists those that people made, with their next ten occurrences', async () => {
    const { server } = aFakeRouter();

    const { body } = await request(server)
      .get(PATH)
      .set(...auth)
      .expect(200);

    expect(body.items).toMatchObject([{ id: 'rec_1', origin: 'api', weekdays: ['mon', 'wed'], at: '13:00' }]);
    expect(body.items[0].next).toHaveLength(10);
  });
});
