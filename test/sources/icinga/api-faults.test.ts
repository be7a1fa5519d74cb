import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SourceOrder } from '../../../src/domain/source-state.js';
import { carryOut } from '../../../src/sources/icinga/api/carry-out.js';
import {
  createIcingaClient,
  type IcingaApiSettings,
  type IcingaClient,
} from '../../../src/sources/icinga/api/icinga-client.js';
import { readSnapshot } from '../../../src/sources/icinga/api/snapshot.js';
import {
  CA,
  type IcingaMode,
  type IcingaStandIn,
  NODE,
  OTHER_CA,
  PASSWORD,
  startIcingaStandIn,
  USER,
} from '../../harness/icinga-stand-in.js';

const TIMEOUT_MS = 2000;
const NOW = 1_366_330_000_000;

let first: IcingaStandIn;
let second: IcingaStandIn;
let clients: IcingaClient[] = [];

beforeEach(async () => {
  [first, second] = await Promise.all([startIcingaStandIn(), startIcingaStandIn()]);
});
afterEach(async () => {
  await Promise.all([...clients.map((client) => client.close()), first.close(), second.close()]);
  clients = [];
});

function clientOf(over: Partial<IcingaApiSettings> = {}): IcingaClient {
  const settings = { urls: [first.url], user: USER, password: PASSWORD, ca: CA, certificateName: NODE };
  const client = createIcingaClient({ ...settings, ...over }, TIMEOUT_MS);
  clients.push(client);
  return client;
}

const look = async (client: IcingaClient) => (await readSnapshot(client, ['db1!https'], NOW)).snapshot;
const why = (client: IcingaClient) => look(client).then(String, (error: Error) => error.message);

const mark = { kind: 'incident', id: 'inc_1' } as const;
const told = {
  v: 1,
  incidentId: 'inc_1',
  acknowledgedAt: NOW,
  stateSince: null,
  until: null,
  sourceStartedAt: 0,
} as const;
const common = { key: 'icinga/db1!https', by: 'roan', comment: 'on it' };
const acknowledge: SourceOrder = { act: 'acknowledge', ...common, mark, until: null, told, replaces: false };
const downtime: SourceOrder = {
  ...{ act: 'start-downtime', ...common, mark: { kind: 'window', id: 'w1' } },
  ...{ startsAt: NOW, endsAt: NOW + 1_800_000, replaces: [] },
};
const names = new Map([['icinga/db1!https', { type: 'Service', name: 'db1!https' } as const]]);

describe('an Icinga that does not answer as it should', () => {
  it('is read, with its certificate pinned by the name of the node', async () => {
    const { checks, nodes } = await look(clientOf());

    expect([...checks.keys()]).toContain('icinga/db1!https');
    expect(nodes).toEqual(new Set([NODE]));
  });

  it.each<[IcingaMode, RegExp]>([
    ['hangs', /does not answer in time|cannot be reached/],
    ['cuts', /cannot be reached \(UND_ERR_SOCKET\)|cannot be reached/],
    ['reloads', /it is reloading/],
    ['garbles', /Icinga answers 200 to status\/IcingaApplication/],
  ])('and %s is no answer: nothing is believed, and the reason is told', async (mode, reason) => {
    first.mode = mode;
    const client = clientOf();
    const began = performance.now();

    const message = await why(client);
    first.mode = 'well';

    expect(message).toMatch(reason);
    expect(performance.now() - began).toBeLessThan(10 * TIMEOUT_MS);
    expect(message).not.toContain(PASSWORD);
    expect((await look(client)).checks.size).toBeGreaterThan(0);
  });

  it('and is down is told by its address', async () => {
    await first.close();

    expect(await why(clientOf())).toMatch(/^https:\/\/127\.0\.0\.1:\d+: it cannot be reached \(ECONNREFUSED\)$/);
  });

  it('and has a certificate of another authority gets no credentials', async () => {
    const message = await why(clientOf({ ca: OTHER_CA }));

    expect(message).toMatch(/its certificate is not trusted \(.+\): see ICINGA2_API_CA/);
    expect(first.requests()).toBe(0);
  });

  it('and has the certificate of another node gets no credentials', async () => {
    expect(await why(clientOf({ certificateName: 'icinga-other.example.org' }))).toMatch(/certificate is not trusted/);
    expect(first.requests()).toBe(0);
  });

  it('and refuses the credentials names the settings, never what they hold', async () => {
    const message = await why(clientOf({ password: 'guess' }));

    expect(message).toMatch(/answers 401 .*are ICINGA2_API_USER and ICINGA2_API_PASSWORD right\?/);
    expect(message).not.toContain('guess');
  });
});

describe('two masters', () => {
  const both = () => clientOf({ urls: [first.url, second.url] });

  it.each<IcingaMode>(['hangs', 'cuts', 'reloads'])('answer for each other where one %s', async (mode) => {
    first.mode = mode;
    const client = both();

    expect([...(await look(client)).checks.keys()]).toContain('icinga/db1!https');
    const before = first.requests();
    await look(client);

    expect(first.requests()).toBe(before);
  });

  it('are both told why where neither answers, and asked again when one is back', async () => {
    first.mode = 'reloads';
    second.mode = 'cuts';
    const client = both();

    expect(await why(client)).toMatch(new RegExp(`${first.url}: it is reloading; ${second.url}: it cannot be reached`));
    second.mode = 'well';
    expect((await look(client)).checks.size).toBeGreaterThan(0);
  });

  it('get an action from the one that answers', async () => {
    first.mode = 'reloads';

    const failures = await carryOut(both(), [acknowledge], names);

    expect(failures.size).toBe(0);
    expect([first, second].map(({ actions }) => actions.map(({ action }) => action))).toEqual([
      [],
      ['acknowledge-problem'],
    ]);
  });
});

describe('an action', () => {
  it.each([
    ['is acknowledged already', acknowledge, { code: 409, status: 'Service db1!https is already acknowledged.' }],
    ['is well by now', acknowledge, { code: 409, status: 'Service db1!https is OK.' }],
    ['has that downtime', downtime, { code: 409, status: 'Downtime exists already.' }],
    ['is gone', downtime, { code: 404, status: 'No objects found.' }],
  ])('on what %s is done', async (_, order, refusal) => {
    first.refusal = refusal;

    expect(await carryOut(clientOf(), [order], names)).toEqual(new Map());
  });

  it('that Icinga refuses is a failure of its check, said once, and others go on', async () => {
    first.refusal = { code: 400, status: 'Acknowledgements require author and comment.' };

    const failures = await carryOut(clientOf(), [acknowledge, { ...acknowledge, key: 'icinga/gone!x' }], names);

    expect([...failures]).toEqual([
      ['icinga/db1!https', 'Icinga answers 400: Acknowledgements require author and comment.'],
      ['icinga/gone!x', 'Icinga no longer knows it'],
    ]);
  });

  it('that gets no answer is a failure, and is done when it is asked again', async () => {
    first.mode = 'hangs';
    const client = clientOf();
    const failed = await carryOut(client, [acknowledge, downtime], names);
    first.mode = 'well';
    const done = await carryOut(client, [acknowledge, downtime], names);

    expect([...failed.keys()]).toEqual(['icinga/db1!https']);
    expect(done.size).toBe(0);
    expect(first.actions.map(({ action }) => action)).toEqual(['acknowledge-problem', 'schedule-downtime']);
    expect(first.actions[0]?.body).toMatchObject({ service: 'db1!https', sticky: false, notify: false });
    expect(first.actions[1]?.body).toMatchObject({ filter_vars: { names: { 'db1!https': true } }, fixed: true });
  });
});
