// The deluge: 50,000 alerts in 60 s over 500 services, at the product's own limits, to two people who get everything by SMS and mail.
import { setTimeout as sleep } from 'node:timers/promises';
import { post, round, summary, usage } from './load.mjs';
import { problemOf } from './router.mjs';

const SECONDS = 60;
const SERVICES = 500;
/** The second bundle goes a minute after the first text; what came last has gone by then. */
const UNTIL_BUNDLED_S = 130;

/** Rules of it: every service has hosts of its own. Limits stay as they are by default. */
export function delugeRules() {
  const person = (n) => ({ sms: `+1202555010${n}`, email: `person${n}@example.org`, roles: ['ops'], timezone: 'UTC' });
  return {
    people: { bench: person(1), other: person(2) },
    services: Object.fromEntries(
      Array.from({ length: SERVICES }, (_, n) => [`service${n}`, { match: [{ host: `s${n}-*` }] }]),
    ),
    subscriptions: [{ who: ['bench', 'other'], to: 'all' }],
  };
}

/** `count` alerts, each of a check of its own, in turn over the services in an order that mixes them. */
export async function deluge(target, sink, { count }) {
  await sink.reset();
  const service = (n) => (n * 197) % SERVICES;
  const body = (n) => problemOf({ host: `s${service(n)}-web`, check: `check ${Math.floor(n / SERVICES)}` });
  const startedAt = Date.now();
  let peakMb = 0;
  const watching = setInterval(() => {
    peakMb = Math.max(peakMb, usage(target.pids).rssMb);
  }, 1000);
  const posted = await post({ target, count, rate: count / SECONDS, connections: 64, body });
  const postedS = (Date.now() - startedAt) / 1000;
  const cpu = usage(target.pids);
  await sleep(Math.max(0, startedAt + UNTIL_BUNDLED_S * 1000 - Date.now()));
  clearInterval(watching);
  const told = await firstsOf(target, startedAt, posted);
  const texts = (await sink.stats()).requests;
  return {
    accepted: posted.accepted,
    refused: count - posted.accepted,
    postedS: round(postedS),
    acceptMs: posted.acceptMs,
    accounted: await accountedFor(target),
    checksHeld: told.checks,
    firstPageMs: told.firstPageMs,
    services: told.services,
    newServiceMs: summary(told.any),
    newServiceBySmsMs: summary(told.sms),
    smsPerPerson: texts / 2,
    cpuS: cpu.cpuS,
    rssMb: peakMb,
    ...prefixed('redisWorst', await target.redis.slowest()),
  };
}

function prefixed(prefix, figures) {
  return Object.fromEntries(Object.entries(figures).map(([key, value]) => [`${prefix} ${key}`, value]));
}

/** For each service: from the POST of its first alert to the acceptance of the first message about it, on any channel and by SMS. */
async function firstsOf(target, startedAt, { sent, startedAt: startedMono }) {
  const incidents = await all(target, '/incidents?state=open');
  const notifications = await all(target, '/notifications?');
  const first = new Map();
  for (const { channel, updatedAt, incidentIds, person, state } of notifications) {
    if (state !== 'accepted') continue;
    for (const id of incidentIds) {
      const key = `${id} ${person} ${channel}`;
      first.set(key, Math.min(first.get(key) ?? Number.POSITIVE_INFINITY, Date.parse(updatedAt)));
    }
  }
  const firstPost = new Map();
  sent.forEach((at, n) => {
    const name = `service${(n * 197) % SERVICES}`;
    if (!firstPost.has(name)) firstPost.set(name, startedAt + at - startedMono);
  });
  const lateness = (pick) =>
    incidents.flatMap(({ id, service }) =>
      ['bench', 'other'].map((person) => pick(`${id} ${person}`) - firstPost.get(service)),
    );
  const smsOf = (key) => first.get(`${key} sms`) ?? Number.POSITIVE_INFINITY;
  const anyOf = (key) => Math.min(smsOf(key), first.get(`${key} email`) ?? Number.POSITIVE_INFINITY);
  let checks = 0;
  for (const { number } of incidents) checks += (await target.get(`/incidents/${number}`)).checks.length;
  return {
    checks,
    services: incidents.length,
    firstPageMs: Math.round(Math.min(...first.values()) - startedAt),
    any: lateness(anyOf),
    sms: lateness(smsOf),
  };
}

async function all(target, path) {
  const items = [];
  for (let cursor = ''; cursor !== null; ) {
    const page = await target.get(`${path}&limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

/** Alerts by how they ended, whatever that is. */
async function accountedFor(target) {
  const text = await (await fetch(new URL('/metrics', target.url))).text();
  return [...text.matchAll(/alerts_total\{[^}]*source="generic"[^}]*\} (\d+)/g)].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );
}
