import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';

const withGabriel = `
people:
  daniel: { name: Daniel, email: daniel@example.org, roles: [ops] }
  roan: { name: Roan, email: roan@example.org }
  gabriel: { name: Gabriel, email: gabriel@example.org }
services:
  parsoid: { match: [{ check: "*parsoid*" }], owners: [roan, gabriel] }
  mysql: { match: [{ host: "db*" }], owners: [daniel] }
subscriptions:
  - { who: daniel, to: all }
`;

let router: TestRouter;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rules-'));
  await writeFile(join(directory, 'rules.yaml'), withGabriel);
  router = await startTestRouter({ rulesFrom: [directory] });
});
afterAll(async () => {
  await router.stop();
  await rm(directory, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A request of somebody of the rules, or of the admin. */
async function post(path: string, body: object, token = router.app.adminToken.token): Promise<Answer> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const options = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(`${router.address}/api/v1/maintenance-windows${path}`, options);
  return { status: response.status, body: JSON.parse(await response.text()) };
}

async function tokenOf(person: string): Promise<string> {
  const { out } = await router.pagectl('token', 'create', `of-${person}`, '--person', person, '--json');
  return String(JSON.parse(out).token);
}

const deploy = { services: ['parsoid'], for: '30m', reason: 'deploy 1.2' };

/** It is 2013-04-18T23:40:00Z. */
describe('a window that cannot be opened as asked', () => {
  it.each([
    [
      'an end before its start',
      { startsAt: '2013-04-19T10:00:00Z', endsAt: '2013-04-19T09:00:00Z', for: undefined },
      'endsAt',
      /must lie after the start/,
    ],
    [
      'an end that is over by the clock of the router, not by that of who asks',
      { endsAt: '2013-04-18T23:38:00Z', for: undefined },
      'endsAt',
      /it is 2013-04-18T23:40:.*Z here/,
    ],
    ['a length of nothing', { for: '0m' }, 'for', /must lie after/],
    ['a length over the limit', { for: '32d' }, 'endsAt', /at most 31 days/],
    ['no end', { for: undefined }, 'endsAt', /the end is mandatory/],
    ['an unknown service', { services: ['parsiod'] }, 'services.0', /did you mean "parsoid"\?/],
    [
      'a start in the past',
      { startsAt: '2013-04-18T23:30:00Z' },
      'startsAt',
      /lies in the past \(it is 2013-04-18T23:40/,
    ],
    ['a local time, which may come twice', { startsAt: '2013-10-27T02:30:00' }, 'startsAt', /an instant such as .*Z/],
    ['a local time with a zone in words', { startsAt: '2013-10-27T02:30:00 CET' }, 'startsAt', /an instant such as/],
    ['a day that there is not', { startsAt: '2013-02-30T10:00:00Z' }, 'startsAt', /an instant such as/],
    ['no reason', { reason: ' ' }, 'reason', /say why/],
  ])('by %s is refused with the field that is wrong', async (_, changed, field, message) => {
    const { status, body } = await post('', { ...deploy, ...changed });

    expect(status).toBe(400);
    expect(body).toMatchObject({
      errors: expect.arrayContaining([{ path: field, message: expect.stringMatching(message) }]),
    });
    expect(await router.api('GET', '/maintenance-windows')).toEqual({ items: [], nextCursor: null });
  });

  it('by an owner for longer than a day says how long they may', async () => {
    const { status, body } = await post('', { ...deploy, for: '25h' }, await tokenOf('roan'));

    expect(status).toBe(403);
    expect(body).toMatchObject({ code: 'too-long', detail: expect.stringMatching(/24 hours/) });
  });
});

describe('a window that is not quite what was asked', () => {
  it('begins now where the clock of who asks is some minutes late, and is of the length that was asked', async () => {
    const { status, body } = await post('', { ...deploy, startsAt: '2013-04-18T23:36:00Z' });

    expect(status).toBe(201);
    expect(String(body.startsAt)).toMatch(/^2013-04-18T23:40/);
    expect(body).toMatchObject({ state: 'active', endsAt: '2013-04-19T00:06:00.000Z' });
    await post(`/${body.id}/end`, {});
  });

  it('names the windows that it overlaps; each counts, so that ending one leaves the other', async () => {
    const first = await post('', deploy);
    const elsewhere = await post('', { ...deploy, services: ['mysql'] });
    const later = await post('', { ...deploy, startsAt: '2013-04-19T10:00:00Z' });
    const second = await post('', { ...deploy, for: '10m' });
    const wide = await post('', { ...deploy, services: ['parsoid', 'mysql'] });

    expect([first, elsewhere, later].map(({ body }) => body.overlaps)).toEqual([[], [], []]);
    expect(second).toMatchObject({ status: 201, body: { overlaps: [first.body.id] } });
    expect(new Set(wide.body.overlaps as string[])).toEqual(
      new Set([first, elsewhere, second].map(({ body }) => body.id)),
    );
    await post(`/${second.body.id}/end`, {});
    const left = await router.api('GET', `/maintenance-windows/${first.body.id}`);
    expect(left).toMatchObject({ state: 'active' });
  });

  it('is ended by one of two who end it at once; the other hears by whom', async () => {
    const { body } = await post('', deploy, await tokenOf('roan'));
    const tokens = [await tokenOf('roan'), await tokenOf('gabriel')];

    const answers = await Promise.all(tokens.map((token) => post(`/${body.id}/end`, {}, token)));

    const [ended, unchanged] = [...answers].sort(
      (a, b) => Number('unchanged' in a.body) - Number('unchanged' in b.body),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(ended?.body.unchanged).toBeUndefined();
    expect(unchanged?.body.unchanged).toMatch(new RegExp(`has ended already by ${ended?.body.endedBy}`));
    const records = await router.api('GET', `/audit?action=windows.end&target=${body.id}`);
    expect(records).toMatchObject({ items: [{ who: ended?.body.endedBy }] });
  });

  it('cannot be moved to an end that is over, nor once it has ended', async () => {
    const { body } = await post('', deploy);

    const past = await post(`/${body.id}/extend`, { endsAt: '2013-04-18T23:00:00Z' });
    await post(`/${body.id}/end`, {});
    const late = await post(`/${body.id}/extend`, { for: '15m' });

    expect(past).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'endsAt', message: expect.stringMatching(/past/) }] },
    });
    expect(late.body.unchanged).toMatch(/has ended already .*open another/);
    expect(late.body.endsAt).not.toBe(body.endsAt);
  });

  it('goes on without who opened it: they may do nothing any more, owners may', async () => {
    const gabriel = await tokenOf('gabriel');
    const { body } = await post('', deploy, gabriel);
    await writeFile(
      join(directory, 'rules.yaml'),
      withGabriel.replace(/ {2}gabriel:.*\n/, '').replace(', gabriel', ''),
    );
    router.app.rules.reload();

    const theirs = await post(`/${body.id}/end`, {}, gabriel);
    const owners = await post(`/${body.id}/extend`, { for: '15m' }, await tokenOf('roan'));

    expect(theirs).toMatchObject({ status: 401, body: { detail: expect.stringMatching(/gabriel|person|token/) } });
    expect(owners).toMatchObject({ status: 200, body: { state: 'active', createdBy: 'gabriel' } });
  });
});
