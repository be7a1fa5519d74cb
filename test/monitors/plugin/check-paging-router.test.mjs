import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const plugin = fileURLToPath(new URL('../../../integrations/bin/check_paging_router', import.meta.url));

let server;
let url;
let answer;

beforeEach(async () => {
  answer = { status: 200, body: readyz() };
  server = createServer((request, response) => {
    if (answer === 'never') return;
    const found = request.url === '/router/readyz';
    response.writeHead(found ? answer.status : 404, answer.headers);
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${server.address().port}/router/`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function readyz(changes = {}) {
  const lastCanaryAt = new Date(Date.now() - 20_000).toISOString();
  return { ready: true, warnings: [], facts: { role: 'all', lastCanaryAt }, ...changes };
}

function check(...args) {
  const child = spawn(plugin, [`--url=${url}`, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out })));
}

describe('check_paging_router', () => {
  it('is OK while the router can page, with figures', async () => {
    const { code, out } = await check();

    assert.equal(code, 0);
    assert.match(out, /^PAGING-ROUTER OK - it can page, the canary came through \d+ s ago \| time=\d/);
    assert.match(out, / warnings=0 canary_age=\d+s;;180;0\n$/);
  });

  it('measures by the clock of the router', async () => {
    const at = Date.now() - 86_400_000;
    answer.headers = { date: new Date(at).toUTCString() };
    answer.body = readyz({ facts: { lastCanaryAt: new Date(at - 7000).toISOString() } });

    assert.match((await check()).out, /came through [678] s ago/);
  });

  it('warns of what the router says, unless it is meant to be so', async () => {
    answer.body = readyz({
      warnings: [
        { code: 'rules-broken', text: 'the rules files are broken | 2 errors' },
        { code: 'sms-missing', text: 'no provider for sms' },
      ],
    });

    const { code, out } = await check('--ignore=sms-missing');
    const all = await check('--ignore', 'sms-missing', '--ignore', 'rules-broken');

    assert.equal(code, 1);
    assert.match(out, /^PAGING-ROUTER WARNING - the rules files are broken \/ 2 errors \(rules-broken\) \| /);
    assert.doesNotMatch(out, /sms/);
    assert.equal(all.code, 0);
  });

  it('is critical when pages do not go out in time, or the router is not ready', async () => {
    answer.body = readyz({ warnings: [{ code: 'canary-late', text: 'the canary is late' }] });
    const late = await check();
    answer = { status: 503, body: readyz({ ready: false }) };
    const stuck = await check();

    assert.equal(late.code, 2);
    assert.match(late.out, /^PAGING-ROUTER CRITICAL - the canary is late \(canary-late\)/);
    assert.equal(stuck.code, 2);
    assert.match(stuck.out, /^PAGING-ROUTER CRITICAL - not ready/);
  });

  it('is critical without an answer, with a late one, and with one of something else', async () => {
    answer = 'never';
    const late = await check('--timeout=1');
    answer = { status: 200, body: '<html>|</html>' };
    const other = await check();
    answer = { status: 200, body: { ready: true, warnings: [5] } };
    const odd = await check();
    server.close();
    server.closeAllConnections();
    const gone = await check();

    assert.deepEqual([late.code, other.code, odd.code, gone.code], [2, 2, 2, 2]);
    assert.match(gone.out, /no answer: .*refused/);
  });

  it('does not guess at a wrong command line', async () => {
    assert.equal((await check('--nonsense=1')).code, 3);
    assert.equal((await check('--timeout=soon')).code, 3);
  });
});
