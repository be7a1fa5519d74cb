import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { poll, type RealRouter, startRealRouter } from '../faults/real-router.js';
import { postProblem } from '../faults/storm.js';
import { startMailServer } from '../harness/smtp-server.js';

let watcher: Server;
let pings = 0;
let router: RealRouter;

beforeEach(async () => {
  pings = 0;
  watcher = createServer((_req, res) => {
    pings += 1;
    res.end();
  });
  await new Promise<void>((resolve) => watcher.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await router?.stop();
  watcher.closeAllConnections();
  await new Promise((resolve) => watcher.close(resolve));
});

/** What the router has to complain about, by its own log. */
function complaints(): string[] {
  return router
    .output()
    .split('\n')
    .filter((line) => /"level":"(warn|error|fatal)"/.test(line))
    .map((line) => z.object({ msg: z.string() }).parse(JSON.parse(line)).msg);
}

describe('the program as it is built', () => {
  it('pages, takes its Redis back after a crash, is watched and ends, and complains of nothing else', async () => {
    const mail = await startMailServer();
    const { port } = watcher.address() as AddressInfo;
    router = await startRealRouter({
      env: {
        HEARTBEAT_URL: `http://127.0.0.1:${port}/ping`,
        SMTP_URL: mail.url,
        MAIL_FROM: 'pager@example.org',
        TWILIO_RECEIPTS: 'on',
        // Twilio's own HTTP client would heed it; the build leaves that one out.
        HTTP_PROXY: 'http://127.0.0.1:1',
      },
    });
    await postProblem(router.url, 'web1.example');
    await poll(async () => router.twilio.messages.length === 1, 30_000);

    await router.twilio.callbacks.idle();
    await router.end('SIGKILL');
    await router.start();
    await postProblem(router.url, 'web2.example');
    await poll(async () => router.twilio.messages.length === 2, 30_000);
    // A canary goes through the queue first.
    await poll(async () => pings > 0, 60_000);
    const openapi = await fetch(`${router.url}/api/v1/openapi.json`);
    await router.twilio.callbacks.idle();
    const receipts = router.twilio.callbacks.sent.map(({ answer }) => answer);
    const { code } = await router.end('SIGTERM');
    await mail.close();

    expect(complaints()).toEqual(['ended a Redis that was left over']);
    expect(openapi.status).toBe(200);
    expect(receipts.length).toBeGreaterThanOrEqual(2);
    expect(receipts.filter((answer) => answer !== 204)).toEqual([]);
    expect(code).toBe(0);
  });
});
