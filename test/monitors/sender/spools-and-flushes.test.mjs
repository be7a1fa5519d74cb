import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { alertsOf, startRecordingRouter } from './recording-router.mjs';
import { makeHost, run, send, serviceProblem } from './sender.mjs';

const outputs = (router) => alertsOf(router).map((alert) => alert['service.output']);
const numbered = (n) => serviceProblem({ 'service.output': `${n}`, 'service.last_state_change': `${1000 + n}` });

describe('the spool', () => {
  let router;
  let host;
  const down = () => ({ status: 503 });
  const up = () => ({ status: 202 });
  const spool = async (...numbers) => {
    router.answer = down;
    for (const n of numbers) assert.equal((await send(host, numbered(n))).code, 3);
    router.requests.length = 0;
    router.answer = up;
  };
  beforeEach(async () => {
    router = await startRecordingRouter();
    host = makeHost(router.url);
  });
  afterEach(async () => {
    await router.stop();
    host.remove();
  });

  for (const status of [301, 401, 403, 404, 429, 500, 502, 503]) {
    it(`keeps the alert after a ${status} and says so by its exit code`, async () => {
      router.answer = () => ({ status });

      const result = await send(host, serviceProblem());

      assert.equal(result.code, 3);
      assert.match(result.stderr, new RegExp(`kept in the spool .*HTTP ${status}`));
      assert.equal(host.waiting().length, 1);
      assert.equal((await run(host, '--status')).code, 1);
    });
  }

  it('is empty after a delivery, and a delivered alert is not marked as spooled', async () => {
    await send(host, serviceProblem());

    assert.deepEqual(host.waiting(), []);
    assert.ok(!('spooled' in router.requests[0].body));
    assert.equal((await run(host, '--status')).code, 0);
  });

  it('is flushed as one array, in order, marked, with the ids that the alerts had', async () => {
    await spool(1, 2, 3);
    const ids = host.waiting().map((name) => JSON.parse(readFileSync(join(host.spool, name), 'utf8')).eventId);

    const result = await run(host, '--flush');

    assert.equal(result.code, 0, result.stderr);
    assert.equal(router.requests.length, 1);
    assert.deepEqual(outputs(router), ['1', '2', '3']);
    assert.ok(alertsOf(router).every((alert) => alert.spooled === true));
    assert.deepEqual(
      alertsOf(router).map((alert) => alert.eventId),
      ids,
    );
    assert.deepEqual(host.waiting(), []);
  });

  it('goes out before the alert of the next run', async () => {
    await spool(1, 2);

    const result = await send(host, numbered(3));

    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual(outputs(router), ['1', '2', '3']);
    assert.deepEqual(
      alertsOf(router).map((alert) => alert.spooled),
      [true, true, undefined],
    );
  });

  it('holds one copy of what two users were to be told, once flushed', async () => {
    router.answer = down;
    await send(host, serviceProblem({ 'user.name': 'jdoe' }));
    await send(host, serviceProblem({ 'user.name': 'roan' }));
    router.requests.length = 0;
    router.answer = up;

    await run(host, '--flush');

    assert.equal(alertsOf(router).length, 1);
    assert.deepEqual(host.waiting(), []);
  });

  it('is sent in bodies below 1 MiB', async () => {
    await spool(1);
    const [name] = host.waiting();
    const alert = JSON.parse(readFileSync(join(host.spool, name), 'utf8'));
    for (let n = 2; n <= 250; n += 1) {
      const copy = { ...alert, eventId: `id-${n}`, 'service.output': `${n}`, filler: 'x'.repeat(9000) };
      writeFileSync(join(host.spool, `${2e15 + n}-0000001-${n}.json`), JSON.stringify(copy));
    }

    const result = await run(host, '--flush');

    assert.equal(result.code, 0, result.stderr);
    assert.ok(router.requests.every((request) => request.bytes < 1_048_576));
    assert.deepEqual(
      outputs(router),
      Array.from({ length: 250 }, (_, n) => `${n + 1}`),
    );
  });

  it('does not stop at an alert that makes the router fail: the new one and the others go out', async () => {
    await spool(1, 2, 3);
    router.answer = ({ body }) => ({
      status: [body].flat().some((alert) => alert['service.output'] === '2') ? 500 : 202,
    });

    const result = await send(host, numbered(4));

    assert.equal(result.code, 0, result.stderr);
    assert.equal(host.waiting().length, 1);
    router.answer = up;
    assert.equal((await run(host, '--flush')).code, 0);
  });

  it('keeps the order by name when the clock was set back', async () => {
    await spool(1);
    const [name] = host.waiting();
    const future = join(host.spool, `3000000000000000-0000001-x.json`);
    writeFileSync(future, readFileSync(join(host.spool, name)));

    await spool(2);
    await run(host, '--flush');

    assert.equal(outputs(router).at(-1), '2');
  });
});

describe('a refused alert', () => {
  let router;
  let host;
  const refuse =
    (bad, status = 400) =>
    (request) => {
      const refused = [request.body].flat().some((alert) => bad.includes(alert['service.output']));
      return refused ? { status, type: 'application/problem+json', body: '{"code":"unreadable"}' } : { status: 202 };
    };
  beforeEach(async () => {
    router = await startRecordingRouter();
    host = makeHost(router.url);
  });
  afterEach(async () => {
    await router.stop();
    host.remove();
  });

  for (const status of [400, 413]) {
    it(`goes to the rejected folder after a ${status}, where --status shows it with the reason`, async () => {
      router.answer = () => ({ status, body: '{"code":"unreadable","detail":"notification.type"}' });

      const result = await send(host, serviceProblem());
      const shown = await run(host, '--status');

      assert.equal(result.code, 1);
      assert.deepEqual(host.waiting(), []);
      assert.equal(host.rejected().length, 1);
      assert.equal(shown.code, 2);
      assert.match(
        shown.stdout,
        new RegExp(`CRITICAL - 0 alerts waiting, 1 rejected[^]*HTTP ${status}.*notification.type`),
      );
    });
  }

  it('in the spool does not keep the others: only it is rejected, the rest arrives in order', async () => {
    router.answer = () => ({ status: 503 });
    for (const n of [1, 2, 3, 4, 5]) await send(host, numbered(n));
    router.requests.length = 0;
    router.answer = refuse(['3']);

    const result = await run(host, '--flush');

    const accepted = router.requests.filter(
      (request) => !request.body.some((alert) => alert['service.output'] === '3'),
    );
    assert.equal(result.code, 1, result.stderr);
    assert.deepEqual(
      accepted.flatMap((request) => request.body).map((alert) => alert['service.output']),
      ['1', '2', '4', '5'],
    );
    assert.deepEqual(host.waiting(), []);
    assert.equal(host.rejected().length, 1);
  });

  it('is sent again after --requeue', async () => {
    router.answer = refuse(['1']);
    await send(host, numbered(1));
    router.answer = () => ({ status: 202 });

    await run(host, '--requeue');
    const result = await run(host, '--flush');

    assert.equal(result.code, 0, result.stderr);
    assert.equal((await run(host, '--status')).code, 0);
    assert.equal(alertsOf(router).at(-1)['service.output'], '1');
  });

  it('that is damaged on disk is put aside and blocks nothing', async () => {
    router.answer = () => ({ status: 503 });
    await send(host, numbered(1));
    writeFileSync(join(host.spool, '0000000000000001-0000001-torn.json'), '{"host.na');
    router.answer = () => ({ status: 202 });

    await run(host, '--flush');

    assert.deepEqual(host.waiting(), []);
    assert.equal(host.rejected().length, 1);
    assert.match((await run(host, '--status')).stdout, /damaged/);
  });
});
