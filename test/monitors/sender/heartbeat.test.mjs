import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { startRecordingRouter } from './recording-router.mjs';
import { makeHost, run, startSender } from './sender.mjs';

describe('--heartbeat', () => {
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

  it('names this host to the router, with the token of the alerts', async () => {
    const { done } = startSender(host, ['--heartbeat'], { env: { PAGING_ROUTER_TOKEN: 't' } });
    const { code, stdout, stderr } = await done;

    assert.equal(code, 0, stderr);
    assert.match(stdout, /^HEARTBEAT OK/);
    assert.deepEqual(
      router.requests.map(({ path, body, headers }) => [path, body, headers.authorization]),
      [['/webhooks/icinga/heartbeat', { node: hostname() }, 'Bearer t']],
    );
  });

  it('names the node that the file names, also where the URL is that of the alerts', async () => {
    writeFileSync(join(host.home, 'sender.conf'), 'node = icinga1.example.org\n');
    host.urls = [`${router.url}/webhooks/icinga/`];

    await run(host, '--heartbeat');

    assert.deepEqual(
      router.requests.map(({ path, body }) => [path, body.node]),
      [['/webhooks/icinga/heartbeat', 'icinga1.example.org']],
    );
  });

  it('asks the next router, and keeps nothing when none hears it', async () => {
    host.urls = ['http://127.0.0.1:1', router.url];
    const second = await run(host, '--heartbeat');
    host.urls = ['http://127.0.0.1:1'];
    const none = await run(host, '--heartbeat');
    router.answer = () => ({ status: 401 });
    host.urls = [router.url];
    const refused = await run(host, '--heartbeat');

    assert.deepEqual([second.code, none.code, refused.code], [0, 4, 4]);
    assert.match(none.stderr, /heartbeat not heard/);
    assert.deepEqual(host.waiting(), []);
  });
});
