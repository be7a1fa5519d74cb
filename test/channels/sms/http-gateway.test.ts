import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHttpGateway } from '../../../src/channels/sms/http-gateway.js';
import type { GatewayTemplate } from '../../../src/domain/gateway-template.js';
import type { MessageChannel } from '../../../src/ports.js';
import { aMessage, keptLog } from '../builders.js';

const PHONE = '+12025550143';
const NASTY = 'CRITICAL "Parsoid" <b>&\\\n{to} 100 % \u{1F525}';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

describe('the HTTP gateway', () => {
  let server: Server;
  let base: string;
  let answer: { status: number; body: string; headers?: Record<string, string> } | 'hang' | 'reset';
  const seen: Seen[] = [];
  const open: MessageChannel[] = [];
  let log: ReturnType<typeof keptLog>;

  beforeEach(async () => {
    seen.length = 0;
    log = keptLog();
    answer = { status: 202, body: '{"messages": [{"id": 17, "status": "queued"}]}' };
    server = createServer(async (request, response) => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, url, authorization: headers.authorization, body: await text(request) });
      if (answer === 'reset') return void response.destroy();
      if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await Promise.all([...open.splice(0).map((made) => made.close()), new Promise((done) => server.close(done))]);
  });

  function gateway(changes: Partial<GatewayTemplate> = {}): MessageChannel {
    const template: GatewayTemplate = {
      method: 'POST',
      url: `${base}/send`,
      headers: { 'Content-Type': 'application/json', Authorization: 'Bearer secret' },
      body: '{"to": "{to}", "from": "{from}", "text": "{text}"}',
      from: '+12025550188',
      statuses: null,
      fields: [],
      idPath: 'messages.0.id',
      ...changes,
    };
    const made = createHttpGateway({ template, log, timeoutMs: 400 });
    open.push(made);
    return made;
  }

  it('sends what the template says, whatever stands in the text', async () => {
    const outcome = await gateway().send(aMessage({ to: PHONE, text: NASTY }));

    expect(outcome).toEqual({ kind: 'accepted', providerId: '17' });
    expect(seen).toMatchObject([{ method: 'POST', url: '/send', authorization: 'Bearer secret' }]);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ to: PHONE, from: '+12025550188', text: NASTY });
  });

  it('writes the words as a form wants them', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await gateway({ headers, body: 'to={to}&text={text}' }).send(aMessage({ to: PHONE, text: NASTY }));

    expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toEqual({ to: PHONE, text: NASTY });
  });

  it('writes the words as XML wants them', async () => {
    await gateway({ headers: { 'Content-Type': 'text/xml' }, body: '<t>{text}</t>' }).send(aMessage({ text: '<&">' }));

    expect(seen[0]?.body).toBe('<t>&#60;&#38;&#34;&#62;</t>');
  });

  it('writes the words into the address, also with half a character', async () => {
    const get = gateway({ method: 'GET', url: `${base}/send?to={to}&text={text}`, body: null });
    await get.send(aMessage({ to: PHONE, text: `${NASTY}\ud800` }));

    const { searchParams } = new URL(seen[0]?.url ?? '', base);
    expect(Object.fromEntries(searchParams)).toEqual({ to: PHONE, text: `${NASTY}\ufffd` });
    expect(seen[0]?.body).toBe('');
  });

  it('has no id where the answer has none', async () => {
    answer = { status: 200, body: 'OK' };

    expect(await gateway().send(aMessage())).toEqual({ kind: 'accepted', providerId: null });
    expect(await gateway({ idPath: null }).send(aMessage())).toEqual({ kind: 'accepted', providerId: null });
  });

  it('takes for a success only what the template calls one', async () => {
    const strict = gateway({ statuses: [202], fields: [{ path: 'messages.0.status', value: 'queued' }] });

    expect(await strict.send(aMessage())).toMatchObject({ kind: 'accepted' });
    answer = { status: 202, body: '{"messages": [{"status": "no credit"}]}' };
    expect(await strict.send(aMessage())).toMatchObject({ kind: 'permanent', code: 'no-success', elsewhere: true });
    answer = { status: 302, body: '', headers: { Location: '/elsewhere' } };
    expect(await strict.send(aMessage())).toMatchObject({ kind: 'permanent', elsewhere: true });
  });

  it.each([
    [429, { kind: 'retry', afterSeconds: 7, elsewhere: true }],
    [401, { kind: 'permanent', configuration: true, elsewhere: true }],
    [400, { kind: 'permanent', configuration: false, elsewhere: true }],
    [503, { kind: 'unknown', elsewhere: true }],
  ])('knows what %p means', async (status, expected) => {
    answer = { status, body: '', headers: { 'Retry-After': '7' } };

    expect(await gateway().send(aMessage({ to: PHONE }))).toMatchObject(expected);
    expect(JSON.stringify(log.lines)).not.toContain(PHONE);
  });

  it.each(['hang', 'reset'] as const)('does not know what became of a text at %s', async (fault) => {
    answer = fault;

    expect(await gateway().send(aMessage())).toMatchObject({ kind: 'unknown' });
  });

  it('surely has not sent what found no connection', async () => {
    const dead = gateway({ url: 'http://127.0.0.1:1/send' });

    expect(await dead.send(aMessage())).toMatchObject({ kind: 'retry', code: 'ECONNREFUSED', elsewhere: true });
  });
});
