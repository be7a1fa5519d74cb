import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { startRecordingRouter } from './recording-router.mjs';
import { makeHost, run, send, serviceProblem, startSender } from './sender.mjs';

const CLOSED = 'http://127.0.0.1:1';

describe('several routers', () => {
  let first;
  let second;
  beforeEach(async () => {
    first = await startRecordingRouter();
    second = await startRecordingRouter();
  });
  afterEach(async () => {
    await first.stop();
    await second.stop();
  });

  it('asks the second only when the first does not take the alert', async () => {
    const host = makeHost([first.url, second.url]);

    await send(host, serviceProblem());
    first.answer = () => ({ status: 503 });
    const result = await send(host, serviceProblem({ 'service.state': 'WARNING' }));

    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual([first.requests.length, second.requests.length], [2, 1]);
    assert.deepEqual(host.waiting(), []);
    host.remove();
  });

  it('goes on after a refused connection and after an answer that is no HTTP', async () => {
    const nonsense = await listen((socket) => socket.end('220 smtp.example.org\r\n'));
    const host = makeHost([CLOSED, nonsense.url, second.url]);

    const result = await send(host, serviceProblem());

    assert.equal(result.code, 0, result.stderr);
    assert.equal(second.requests.length, 1);
    nonsense.stop();
    host.remove();
  });

  it('reaches the second within the promised 10 s when the first hangs', async () => {
    first.answer = () => 'never';
    const host = makeHost([first.url, second.url]);

    const result = await send(host, serviceProblem());

    assert.equal(result.code, 0, result.stderr);
    assert.equal(second.requests.length, 1);
    assert.ok(result.ms < 10_000, `${result.ms} ms`);
    host.remove();
  });

  it('gives up within 10 s when all hang or drip, and keeps the alert', async () => {
    const drip = await listen((socket) => {
      const timer = setInterval(() => socket.write('H'), 200);
      socket.on('close', () => clearInterval(timer));
    });
    first.answer = () => 'never';
    const host = makeHost([first.url, drip.url]);

    const result = await send(host, serviceProblem());

    assert.equal(result.code, 3);
    assert.ok(result.ms < 10_000, `${result.ms} ms`);
    assert.equal(host.waiting().length, 1);
    drip.stop();
    host.remove();
  });

  it('keeps an alert that one says is unreadable while another cannot be asked', async () => {
    first.answer = () => ({ status: 400, type: 'text/html', body: 'plain HTTP sent to an HTTPS port' });
    const host = makeHost([first.url, CLOSED]);

    assert.equal((await send(host, serviceProblem())).code, 3);
    host.remove();
  });
});

describe('the token', () => {
  let router;
  let host;
  beforeEach(async () => {
    router = await startRecordingRouter();
    host = makeHost(router.url);
  });
  afterEach(async () => {
    await router.stop();
    host.remove();
  });

  it('is not carried to another host by a redirect', async () => {
    const elsewhere = await startRecordingRouter();
    router.answer = () => ({ status: 307, headers: { location: `${elsewhere.url}/webhooks/icinga` } });

    const result = await startSender(host, ['--macro=host.name=a'], { env: { PAGING_ROUTER_TOKEN: 't' } }).done;

    assert.equal(result.code, 3);
    assert.match(result.stderr, /redirects are not followed/);
    assert.equal(elsewhere.requests.length, 0);
    await elsewhere.stop();
  });

  it('is not carried through a proxy of the environment, but through the one that the file names', async () => {
    const proxy = await startRecordingRouter();
    const env = { http_proxy: proxy.url, HTTP_PROXY: proxy.url, ALL_PROXY: proxy.url };

    await startSender(host, ['--macro=host.name=a'], { env }).done;
    assert.deepEqual([router.requests.length, proxy.requests.length], [1, 0]);

    writeFileSync(join(host.home, 'sender.conf'), `proxy = ${proxy.url}\n`);
    await startSender(host, ['--macro=host.name=b'], { env }).done;
    assert.deepEqual([router.requests.length, proxy.requests.length], [1, 1]);
    assert.equal(proxy.requests[0].path, `${router.url}/webhooks/icinga`);
    await proxy.stop();
  });

  it('comes from the file that the configuration names, with the routers', async () => {
    writeFileSync(join(host.home, 'token'), 'from-file\n', { mode: 0o600 });
    writeFileSync(
      join(host.home, 'sender.conf'),
      `# routers\nurl = ${CLOSED}\nurl = ${router.url}/\ntoken-file = ${host.home}/token\n`,
    );
    host.urls = [];

    const result = await send(host, serviceProblem());

    assert.equal(result.code, 0, result.stderr);
    assert.equal(router.requests[0].headers.authorization, 'Bearer from-file');
    assert.equal(router.requests[0].path, '/webhooks/icinga');
  });

  it('that others can read is complained about, and the alert still goes out', async () => {
    writeFileSync(join(host.home, 'sender.conf'), 'token = open-secret\n');
    chmodSync(join(host.home, 'sender.conf'), 0o644);

    const result = await send(host, serviceProblem());
    const status = await run(host, '--status');

    assert.equal(result.code, 0);
    assert.equal(router.requests[0].headers.authorization, 'Bearer open-secret');
    assert.match(result.stderr, /mode 644/);
    assert.equal(status.code, 2);
    assert.ok(!`${result.stderr}${status.stdout}`.includes('open-secret'));
  });

  it('of a configuration without a router is not sent anywhere; the alert is kept', async () => {
    host.urls = [];

    const result = await send(host, serviceProblem());

    assert.equal(result.code, 3);
    assert.match(result.stderr, /no router is named/);
    assert.equal(host.waiting().length, 1);
  });
});

async function listen(onConnection) {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}
