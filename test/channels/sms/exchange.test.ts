import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Agent } from 'undici';
import { exchange } from '../../../src/channels/sms/exchange.js';
import { until } from '../../harness/until.js';

/** One connection, so that a second call waits for the first. */
let agent: Agent;
let server: Server;
let port: number;
let held: { readonly path: string | undefined; readonly res: ServerResponse }[];

beforeEach(async () => {
  held = [];
  agent = new Agent({ connections: 1 });
  server = createServer((req, res) => held.push({ path: req.url, res })).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterEach(async () => {
  await agent.destroy();
  server.closeAllConnections();
  server.close();
});

function call(path: string, timeoutMs: number) {
  const origin = `http://127.0.0.1:${port}`;
  return exchange(agent, { origin, path, method: 'POST', body: 'x=1' }, timeoutMs);
}

const isHeld = (count: number) => until(() => (held.length === count ? true : null));

describe('exchange', () => {
  it('gives the whole answer', async () => {
    const answer = call('/one', 10_000);
    await isHeld(1);
    held[0]?.res.writeHead(429, { 'Retry-After': '7' }).end('slow down');

    expect(await answer).toMatchObject({ statusCode: 429, headers: { 'retry-after': '7' }, text: 'slow down' });
  });

  it('gives up a call that takes too long, and ends its connection', async () => {
    const answer = call('/one', 200);
    await isHeld(1);

    await expect(answer).rejects.toMatchObject({ code: 'UND_ERR_ABORTED' });
    await until(() => (held[0]?.res.destroyed === true ? true : null));
  });

  it('never sends what nobody waits for any more', async () => {
    const first = call('/first', 10_000);
    await isHeld(1);
    await expect(call('/second', 100)).rejects.toMatchObject({ code: 'UND_ERR_ABORTED' });

    held[0]?.res.end('done');
    await first;
    const third = call('/third', 10_000);
    await isHeld(2);
    held[1]?.res.end('done');
    await third;

    expect(held.map(({ path }) => path)).toEqual(['/first', '/third']);
  });

  it('rejects where nobody listens', async () => {
    server.close();
    await once(server, 'close');

    await expect(call('/one', 10_000)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
