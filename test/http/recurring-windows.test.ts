import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { RecurringRecord } from '../../src/domain/recurring-record.js';
import { nextOccurrences } from '../../src/pipeline/suppress/recurring.js';
import { accessRules } from './access-rules.js';
import { tokenOf } from './addresses.js';
import { aFakeRouter, TOKEN } from './fake-router.js';

const auth = ['Authorization', `Bearer ${TOKEN}`] as const;
const PATH = '/api/v1/recurring-windows';
const slot = {
  ...{ services: ['parsoid'], at: '13:00', timezone: 'America/Los_Angeles', for: '30m', reason: 'deploy slot' },
};

const WHEN = { weekdays: true, recurrence: true, atMinutes: true, timezone: true, lengthSeconds: true } as const;

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
      {
        id: 'rec_1@2013-04-22T20:00:00Z',
        startsAt: '2013-04-22T20:00:00.000Z',
        endsAt: '2013-04-22T20:30:00.000Z',
        calledOffBy: null,
      },
      {
        id: 'rec_1@2013-04-24T20:00:00Z',
        startsAt: '2013-04-24T20:00:00.000Z',
        endsAt: '2013-04-24T20:30:00.000Z',
        calledOffBy: null,
      },
    ]);
  });

  it.each([
    ['a yearly RRULE', { rrule: 'FREQ=YEARLY' }, 'rrule', 'FREQ=YEARLY is not supported'],
    ['an ordinal day of a week', { rrule: 'FREQ=WEEKLY;BYDAY=1MO' }, 'rrule', 'BYDAY=1MO'],
    ['an RRULE that is over', { rrule: 'FREQ=DAILY;UNTIL=20130101' }, 'rrule', 'it is over'],
    ['a day that there is not', { rrule: 'FREQ=DAILY;COUNT=2', startsOn: '2013-02-30' }, 'startsOn', '2026-12-01'],
    ['a first day without an RRULE', { startsOn: '2013-04-20' }, 'startsOn', 'rrule'],
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

  it.each([
    [{ rrule: 'FREQ=MONTHLY;BYDAY=-1FR' }, ['2013-04-26', '2013-05-31'], 10],
    [{ rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO', startsOn: '2013-04-15' }, ['2013-04-29', '2013-05-13'], 10],
    [{ rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO' }, ['2013-04-22', '2013-05-06'], 10],
    [{ rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=3' }, ['2013-04-23', '2013-05-07', '2013-05-21'], 3],
    [{ rrule: 'FREQ=DAILY;COUNT=2' }, ['2013-04-19', '2013-04-20'], 2],
    [{ rrule: 'FREQ=DAILY;UNTIL=20130421' }, ['2013-04-19', '2013-04-20', '2013-04-21'], 3],
  ])('takes %j', async (days, first, count) => {
    const { server, calls } = aFakeRouter();

    await request(server)
      .post(PATH)
      .set(...auth)
      .send({ ...slot, ...days })
      .expect(201);

    const asked = RecurringRecord.pick(WHEN).parse(calls[0]?.more);
    const next = nextOccurrences(asked, Date.parse('2013-04-18T23:46:00Z'), 10);
    expect(next.map(({ startsAt }) => new Date(startsAt).toISOString().slice(0, 10)).slice(0, first.length)).toEqual(
      first,
    );
    expect(next).toHaveLength(count);
    expect(asked).toMatchObject({ weekdays: [], recurrence: { rrule: days.rrule } });
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
