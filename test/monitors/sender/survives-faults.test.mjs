import assert from 'node:assert/strict';
import { readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { alertsOf, startRecordingRouter } from './recording-router.mjs';
import { macroArguments, makeHost, run, send, senderPath, serviceProblem, startSender, until } from './sender.mjs';

const numbered = (n) => serviceProblem({ 'service.output': `${n}`, 'service.last_state_change': `${1000 + n}` });
const start = (host, n) => startSender(host, macroArguments(numbered(n)));

describe('paging-router-send', () => {
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

  it('killed while the router answers loses nothing, and the repeat is recognizable', async () => {
    router.answer = () => 'never';
    const killed = start(host, 1);
    await until(() => router.requests.length === 1);
    killed.child.kill('SIGKILL');
    await killed.done;
    router.answer = () => ({ status: 202 });

    const result = await send(host, numbered(2));

    const [before, again, next] = alertsOf(router);
    assert.equal(result.code, 0, result.stderr);
    assert.equal(again.eventId, before.eventId);
    assert.equal(again.spooled, true);
    assert.equal(next['service.output'], '2');
    assert.deepEqual(host.waiting(), []);
  });

  it('killed at any moment after the alert was written delivers it later', async () => {
    router.answer = () => ({ status: 202, afterMs: 5 });
    const written = new Set();
    for (let n = 0; n < 12; n += 1) {
      const one = start(host, n);
      const end = performance.now() + 40 + n * 12;
      while (performance.now() < end && one.child.exitCode === null) {
        for (const name of host.waiting()) written.add(name.split('-')[2].replace('.json', ''));
        await new Promise((resolve) => setImmediate(resolve));
      }
      one.child.kill('SIGKILL');
      await one.done;
    }

    assert.equal((await run(host, '--flush')).code, 0);

    const arrived = new Set(alertsOf(router).map((alert) => alert.eventId.slice(0, 16)));
    assert.deepEqual(
      [...written].filter((id) => !arrived.has(id)),
      [],
    );
    assert.deepEqual(host.waiting(), []);
  });

  it('killed between writing and renaming leaves an alert that the next flush adopts', async () => {
    router.answer = () => ({ status: 503 });
    await send(host, numbered(1));
    const [name] = host.waiting();
    renameSync(join(host.spool, name), join(host.spool, `.new-${name}`));
    router.answer = () => ({ status: 202 });
    router.requests.length = 0;

    const result = await run(host, '--flush');

    assert.equal(result.code, 0, result.stderr);
    assert.equal(alertsOf(router)[0]['service.output'], '1');
  });

  it('run for two users at once sends one event twice under one id', async () => {
    const results = await Promise.all(
      ['jdoe', 'roan'].map((user) => send(host, serviceProblem({ 'user.name': user }))),
    );

    assert.deepEqual(
      results.map((result) => result.code),
      [0, 0],
    );
    assert.equal(new Set(alertsOf(router).map((alert) => alert.eventId)).size, 1);
  });

  it('run twenty times at once during an outage, then flushed by several, delivers each alert once', async () => {
    router.answer = () => ({ status: 503 });
    await Promise.all(Array.from({ length: 20 }, (_, n) => start(host, n).done));
    const kept = host.waiting();
    router.answer = () => ({ status: 202, afterMs: 30 });
    router.requests.length = 0;

    await Promise.all([run(host, '--flush'), run(host, '--flush'), start(host, 20).done, start(host, 21).done]);

    const ids = alertsOf(router).map((alert) => alert.eventId);
    assert.equal(kept.length, 20);
    assert.equal(ids.length, 22);
    assert.equal(new Set(ids).size, 22);
    assert.deepEqual(host.waiting(), []);
  });

  it('on a full disk still sends, and says loudly that nothing could be kept', async () => {
    const through = ['sh', '-c', 'ulimit -f 0; exec "$0" "$@"', senderPath];

    const result = await startSender(host, macroArguments(numbered(1)), { through }).done;

    assert.equal(result.code, 0);
    assert.match(result.stderr, /CANNOT WRITE THE SPOOL/);
    assert.equal(router.requests.length, 1);
  });

  it('on a full disk tries again while there is time, since nothing else is left', async () => {
    const through = ['sh', '-c', 'ulimit -f 0; exec "$0" "$@"', senderPath];
    router.answer = () => ({ status: router.requests.length < 3 ? 503 : 202 });

    const result = await startSender(host, macroArguments(numbered(1)), { through }).done;

    assert.equal(result.code, 0, result.stderr);
    assert.equal(router.requests.length, 3);
  });

  it('on a full disk and without a router ends with code 4 within 10 s, the alert in its message', async () => {
    const through = ['sh', '-c', 'ulimit -f 0; exec "$0" "$@"', senderPath];
    router.answer = () => ({ status: 503 });

    const result = await startSender(host, macroArguments(numbered(1)), { through }).done;

    assert.equal(result.code, 4);
    assert.ok(result.ms < 10_000, `${result.ms} ms`);
    assert.match(result.stderr, /ALERT LOST.*web1\.example\.org/);
    assert.deepEqual(host.waiting(), []);
  });

  it('uses the fallback when the spool cannot be made, and flushes it', async () => {
    const broken = { ...host, spool: '/proc/no-such-place/spool' };
    router.answer = () => ({ status: 503 });
    const kept = await send(broken, numbered(1));
    router.answer = () => ({ status: 202 });

    const flushed = await run(broken, '--flush');

    assert.equal(kept.code, 3);
    assert.equal(flushed.code, 0, flushed.stderr);
    assert.equal(alertsOf(router).at(-1)['service.output'], '1');
  });

  it('keeps alerts for its own user only', async () => {
    router.answer = () => ({ status: 503 });
    const through = ['sh', '-c', 'umask 000; exec "$0" "$@"', senderPath];

    await startSender(host, macroArguments(numbered(1)), { through }).done;

    const [name] = host.waiting();
    assert.equal(statSync(join(host.spool, name)).mode & 0o777, 0o600);
    assert.equal(JSON.parse(readFileSync(join(host.spool, name), 'utf8'))['service.output'], '1');
  });
});
