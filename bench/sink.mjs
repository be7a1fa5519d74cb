// Where pages end up: a webhook receiver and a look-alike of Twilio's `Messages.json`, loopback only.
// Every token `hk<run>t<n>k` in a request is stamped with the time it was first seen (CLOCK_MONOTONIC ms, which can be
// compared between processes of one machine) and counted.
// GET /stats {requests,tokens,duplicates,lastMs} · GET /times?run=R {"n":firstMs} · DELETE / forgets all.
import http from 'node:http';
import { pathToFileURL } from 'node:url';

/** Milliseconds of the monotonic clock. */
export const now = () => Number(process.hrtime.bigint()) / 1e6;

const TOKEN = /hk([a-z0-9]+)t(\d+)k/g;
const MESSAGES = /^\/2010-04-01\/Accounts\/([^/]+)\/Messages\.json/;

/** Starts the sink on a free port of the loopback. */
export function startSink() {
  let runs = new Map();
  let stats = fresh();

  function stamp(body) {
    const at = now();
    stats.requests += 1;
    stats.lastMs = at;
    const seen = new Set(body.match(TOKEN));
    for (const token of seen) {
      const [, run, n] = new RegExp(TOKEN.source).exec(token);
      const times = runs.get(run) ?? new Map();
      runs.set(run, times);
      if (times.has(n)) stats.duplicates += 1;
      else {
        times.set(n, at);
        stats.tokens += 1;
      }
    }
  }

  function answerGet(url, res) {
    const { pathname, searchParams } = new URL(url, 'http://sink');
    const times = () => Object.fromEntries(runs.get(searchParams.get('run')) ?? []);
    json(res, 200, pathname === '/times' ? times() : stats);
  }

  const server = http.createServer((req, res) => {
    if (req.method === 'GET') return answerGet(req.url, res);
    if (req.method === 'DELETE') {
      [runs, stats] = [new Map(), fresh()];
      return res.writeHead(204).end();
    }
    const parts = [];
    req.on('data', (part) => parts.push(part));
    req.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8');
      stamp(body);
      const account = MESSAGES.exec(req.url)?.[1];
      if (account === undefined) json(res, 200, {});
      else json(res, 201, messageOf(account, new URLSearchParams(body), stats.requests));
    });
  });
  server.keepAliveTimeout = 60_000;
  return new Promise((listening) => {
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => listening(server.address().port));
  });
}

function fresh() {
  return { requests: 0, tokens: 0, duplicates: 0, lastMs: 0 };
}

function json(res, status, body) {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function messageOf(account, form, nth) {
  const sid = `SM${nth.toString(16).padStart(32, '0')}`;
  const date = new Date().toUTCString().replace('GMT', '+0000');
  return {
    account_sid: account,
    api_version: '2010-04-01',
    body: form.get('Body'),
    date_created: date,
    date_sent: null,
    date_updated: date,
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: form.get('From'),
    num_media: '0',
    num_segments: '1',
    price: null,
    price_unit: 'USD',
    sid,
    status: 'queued',
    subresource_uris: {},
    to: form.get('To'),
    uri: `/2010-04-01/Accounts/${account}/Messages/${sid}.json`,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(await startSink());
  process.on('SIGTERM', () => process.exit(0));
}
