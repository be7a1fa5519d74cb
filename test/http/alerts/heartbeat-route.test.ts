import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createAlertRoutes } from '../../../src/http/alerts/create-alert-routes.js';
import { icingaSource } from '../../../src/sources/icinga/index.js';
import { watchmouseSource } from '../../../src/sources/watchmouse/index.js';
import { createRecordingIntake, type RecordingIntake } from './recording-intake.js';

const bearer = { authorization: 'Bearer right' };

let server: Server;
let intake: RecordingIntake;
let url: string;

beforeEach(async () => {
  intake = createRecordingIntake();
  const routes = createAlertRoutes({
    sources: [icingaSource, watchmouseSource],
    intake,
    tokens: new Map([
      ['icinga', ['right']],
      ['watchmouse', ['right']],
    ]),
    openOnLoopback: true,
    clock: { now: () => 0 },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    metrics: { count() {}, gauge() {} },
  });
  server = createServer((req, res) => void routes(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close().closeAllConnections();
});

async function send(path: string, init: RequestInit = {}): Promise<readonly [number, string]> {
  const response = await fetch(url + path, { method: 'POST', headers: bearer, ...init });
  return [response.status, await response.text()];
}

describe('the heartbeat route', () => {
  it.each([
    ['a query', '/webhooks/icinga/heartbeat?node=icinga1', {}],
    ['JSON', '/webhooks/icinga/heartbeat', { body: '{"node": " icinga1\\n"}' }],
    ['a form', '/webhooks/icinga/heartbeat/', { body: new URLSearchParams({ node: 'icinga1' }) }],
  ])('takes the name of the node from %s', async (_, path, init) => {
    const answer = await send(path, { ...init, headers: { ...bearer } });

    expect(answer).toEqual([202, '{}']);
    expect(intake.heartbeats).toEqual([{ source: 'icinga', node: 'icinga1' }]);
    expect(intake.accepted).toEqual([]);
  });

  it.each(['', 'nonsense', '[]', '{"node": 5}', '{"node": "\\u0000"}'])('hears also who says %j', async (body) => {
    const answer = await send('/webhooks/icinga/heartbeat', { body, headers: { ...bearer, 'Content-Type': '' } });

    expect(answer).toEqual([202, '{}']);
    expect(intake.heartbeats).toEqual([{ source: 'icinga', node: null }]);
  });

  it('hears a source that can only GET', async () => {
    const answer = await send('/webhooks/watchmouse/heartbeat?token=right', { method: 'GET', headers: {} });

    expect(answer[0]).toBe(202);
    expect(intake.heartbeats).toEqual([{ source: 'watchmouse', node: null }]);
  });

  it('does not hear a wrong token, and counts it', async () => {
    const answer = await send('/webhooks/icinga/heartbeat', { headers: { authorization: 'Bearer wrong' } });

    expect(answer[0]).toBe(401);
    expect([intake.heartbeats, intake.wrongTokens]).toEqual([[], ['icinga']]);
  });

  it('knows no other path below a source', async () => {
    const answers = await Promise.all([send('/webhooks/icinga/other'), send('/webhooks/icinga/heartbeat/more')]);

    expect(answers.map(([status]) => status)).toEqual([404, 404]);
  });
});
