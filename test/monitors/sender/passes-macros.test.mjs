import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { startRecordingRouter } from './recording-router.mjs';
import { makeHost, run, send, senderPath, serviceProblem, startSender } from './sender.mjs';

const hostile = [
  ['shell text', '$(id) `id` ${HOME} $HOME; rm -rf / | cat & # \\'],
  ['quotes', `it's "quoted" \\"twice\\" 'and' so`],
  ['lines', 'first\nsecond\r\n\tthird\\nliteral\n'],
  ['leading dashes', '--macro=host.name=other'],
  ['an equals sign first', '=a=b='],
  ['JSON', '{"status":503,"url":"https://x/?a=1&b=2"}'],
  ['control characters', 'bell \u0007 \u001b[31mred\u001b[0m \u007f'],
  ['unicode', 'Überlastung 🔥 №3 \u200b \u202egnp e\u0301'],
  ['HTML', '<b onclick="x">&amp;</b>'],
  ['percent', '100% %s %n %d'],
  ['nothing', ''],
  ['a blank', ' '],
];

describe('paging-router-send --macro', () => {
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

  for (const [what, value] of hostile) {
    it(`passes ${what} byte for byte`, async () => {
      const result = await send(host, serviceProblem({ 'service.output': value, 'notification.comment': value }));

      assert.equal(result.code, 0, result.stderr);
      assert.equal(router.requests.length, 1);
      assert.equal(router.requests[0].body['service.output'], value);
      assert.equal(router.requests[0].body['notification.comment'], value);
    });
  }

  it('takes the value from the next argument too, even with leading dashes', async () => {
    await startSender(host, ['--macro', 'host.name=a', '--macro', 'notification.comment=--help']).done;

    assert.equal(router.requests[0].body['notification.comment'], '--help');
    assert.equal(router.requests[0].body['host.name'], 'a');
  });

  it('makes a list of a repeated macro', async () => {
    await send(host, serviceProblem({ 'host.groups': ['web', 'eqiad'] }));

    assert.deepEqual(router.requests[0].body['host.groups'], ['web', 'eqiad']);
  });

  it('sends to the webhook with the token of the file and as JSON', async () => {
    await startSender(host, ['--macro=host.name=a'], { env: { PAGING_ROUTER_TOKEN: 'secret-1' } }).done;

    const [request] = router.requests;
    assert.equal(request.path, '/webhooks/icinga');
    assert.equal(request.headers.authorization, 'Bearer secret-1');
    assert.equal(request.headers['content-type'], 'application/json');
  });

  it('replaces bytes that are not UTF-8', async () => {
    const through = ['sh', '-c', `exec "$0" "$@" "--macro=service.output=caf$(printf '\\351')!"`, senderPath];

    const result = await startSender(host, ['--macro=host.name=a'], { through, env: { LC_ALL: 'C' } }).done;

    assert.equal(result.code, 0, result.stderr);
    assert.equal(router.requests[0].body['service.output'], 'caf\ufffd!');
  });

  it('cuts 100 kB of output to a few, marks the cut, and never splits a character', async () => {
    const result = await send(host, serviceProblem({ 'service.output': 'ü€'.repeat(20_000) }));

    const { 'service.output': output } = router.requests[0].body;
    assert.equal(result.code, 0, result.stderr);
    assert.match(output, /^(ü€)+ü? \[\.\.\. cut by paging-router-send\]$/);
    assert.ok(Buffer.byteLength(output) < 8100);
  });

  it('keeps one alert below 64 kB however much is passed', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`host.vars.v${n}`, 'x'.repeat(2000)]));

    const result = await send(host, serviceProblem({ ...many, 'service.vars.paging_service': 'parsoid' }));

    assert.equal(result.code, 0, result.stderr);
    assert.ok(router.requests[0].bytes < 65_536, `${router.requests[0].bytes} bytes`);
    assert.equal(router.requests[0].body['service.vars.paging_service'], 'parsoid');
    assert.equal(router.requests[0].body['service.output'], 'CRITICAL - no answer');
  });

  it('sends the alert in spite of an argument that it does not know', async () => {
    const result = await run(host, '--macro=host.name=a', '--macro=broken', '--colour');

    assert.equal(result.code, 0);
    assert.equal(router.requests[0].body['host.name'], 'a');
    assert.match(result.stderr, /not understood: --colour/);
  });

  it('ends with code 2 when there is nothing to send', async () => {
    assert.equal((await run(host)).code, 2);
  });

  it('prints the JSON and sends nothing with --dry-run', async () => {
    const result = await run(host, '--dry-run', '--macro=host.name=a"b');

    assert.equal(JSON.parse(result.stdout)['host.name'], 'a"b');
    assert.equal(router.requests.length, 0);
    assert.deepEqual(host.waiting(), []);
  });
});

describe('paging-router-send for Icinga 1 and Nagios', () => {
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

  for (const prefix of ['ICINGA_', 'NAGIOS_']) {
    it(`reads ${prefix} variables raw, without people's addresses and secrets`, async () => {
      const output = 'CRITICAL: {"a":1} `uptime` $(id) it\'s 5xx > 100';
      const env = Object.fromEntries(
        Object.entries({
          NOTIFICATIONTYPE: 'PROBLEM',
          HOSTNAME: 'db3.example.org',
          SERVICEDESC: 'HTTP 5xx/min',
          SERVICEOUTPUT: output,
          LASTSERVICESTATECHANGE: '1369339923',
          CONTACTEMAIL: 'jdoe@example.org',
          _SERVICEPAGING_SERVICE: 'parsoid',
          _HOSTSNMP_COMMUNITY: 'private',
          HOSTGROUPMEMBERS: 'x'.repeat(1000),
        }).map(([name, value]) => [prefix + name, value]),
      );

      const result = await startSender(host, ['--from-env'], { env }).done;

      const [{ body }] = router.requests;
      assert.equal(result.code, 0, result.stderr);
      assert.equal(body.SERVICEOUTPUT, output);
      assert.equal(body._SERVICEPAGING_SERVICE, 'parsoid');
      for (const absent of ['CONTACTEMAIL', '_HOSTSNMP_COMMUNITY', 'HOSTGROUPMEMBERS'])
        assert.ok(!(absent in body), absent);
    });
  }

  it('takes a value that ends in a backslash from a command line without breaking the quotes', async () => {
    const line = `exec "$0" "$@" "--shell-macro=SERVICEOUTPUT=C:\\temp\\." "--shell-macro=NOTIFICATIONCOMMENT=; touch x."`;

    await startSender(host, ['--macro=HOSTNAME=a'], { through: ['sh', '-c', line, senderPath] }).done;

    assert.equal(router.requests[0].body.SERVICEOUTPUT, 'C:\\temp\\');
    assert.equal(router.requests[0].body.NOTIFICATIONCOMMENT, '; touch x');
  });
});
