// What is measured. Every scenario takes a running target and the sink, and answers with plain figures.
import { setTimeout as sleep } from 'node:timers/promises';
import { openConnection } from './connection.mjs';
import { newRun, post, settle, summary, usage } from './load.mjs';
import { problemOf } from './router.mjs';
import { now } from './sink.mjs';

/** Alerts one after the other: the next goes out when the page of the one before has arrived. */
export async function sequential(target, sink, { count }) {
  await sink.reset();
  const run = newRun();
  const connection = await openConnection(target.url, target.headers);
  const late = [];
  for (let n = 0; n < count; n += 1) {
    const sentAt = now();
    await connection.post(target.body(run.token(n)));
    while ((await sink.stats()).tokens <= n) await waitOrFail(target, sentAt);
    late.push((await sink.times(run.name))[n] - sentAt);
  }
  connection.close();
  return { pageMs: summary(late) };
}

async function waitOrFail(target, since) {
  if (now() - since > 30_000) throw new Error(`${target.name}: an alert led to no page`);
  await sleep(1);
}

/** Alerts at a steady rate for ten seconds. */
export async function steady(target, sink, { rate }) {
  return storm(target, sink, { count: rate * 10, rate });
}

/** Different alerts, each an incident of its own, as fast as they are taken. */
async function storm(target, sink, { count, rate = 0 }) {
  await sink.reset();
  const run = newRun();
  const before = usage(target.pids);
  const posted = await post({ target, count, rate, body: (n) => target.body(run.token(n)) });
  const stats = await settle(sink, posted.accepted);
  const after = usage(target.pids);
  const late = Object.entries(await sink.times(run.name)).map(([n, at]) => at - posted.sent[Number(n)]);
  return {
    accepted: posted.accepted,
    paged: stats.tokens,
    duplicates: stats.duplicates,
    drainMs: Math.round(stats.lastMs - posted.startedAt),
    acceptedPerSecond: posted.acceptedPerSecond,
    acceptMs: posted.acceptMs,
    pageMs: summary(late),
    cpuS: after.cpuS - before.cpuS,
    rssMb: after.rssMb,
    peakMb: after.peakMb,
  };
}

/** The same by a process that has just started, and once more by it: most of the first time is spent on compiling. */
function twice(scenario) {
  return async (target, sink, options) => ({
    first: plain(await scenario(target, sink, options)),
    later: plain(await scenario(target, sink, options)),
  });
}

export const storms = twice(storm);
export const repeatsTwice = twice(repeats);

function plain({ acceptMs, pageMs, codes, ...figures }) {
  const pages = pageMs === undefined ? {} : { pageP50Ms: pageMs.p50, pageP99Ms: pageMs.p99 };
  return { ...figures, acceptP99Ms: acceptMs.p99, ...pages, ...codes };
}

/** Different checks of one service: one incident, one page. The alerts after the first must cost next to nothing. */
export async function oneIncident(target, sink, { count }) {
  await sink.reset();
  const run = newRun();
  const before = usage(target.pids);
  const body = (n) => problemOf({ host: 'onebig', check: `disk ${run.token(n)}` });
  const posted = await post({ target, count, body });
  const after = usage(target.pids);
  const { requests } = await sink.stats();
  return {
    accepted: posted.accepted,
    notifications: requests,
    acceptedPerSecond: posted.acceptedPerSecond,
    acceptMs: posted.acceptMs,
    cpuS: after.cpuS - before.cpuS,
    rssMb: after.rssMb,
    peakMb: after.peakMb,
  };
}

/** New messages about `open` problems that are open already, for `seconds`. */
async function repeats(target, sink, { open, seconds }) {
  await sink.reset();
  const run = newRun();
  const body = (n) => target.body(run.token(n % open));
  await post({ target, count: open, body });
  await settle(sink, open);
  const before = usage(target.pids);
  const posted = await post({ target, count: 1_000_000, connections: 64, seconds, body });
  const { cpuS } = usage(target.pids);
  const perAlertUs = ((cpuS - before.cpuS) / posted.accepted) * 1e6;
  return {
    acceptedPerSecond: posted.acceptedPerSecond,
    acceptMs: posted.acceptMs,
    codes: posted.codes,
    cpuUsPerAlert: Math.round(perAlertUs),
  };
}

/**
 * The same storm before `stored` incidents, while the ledger still takes them from the journal, and at rest after them, half of
 * them over and half still open. They come inside a maintenance window, so that not their pages are measured.
 */
export async function history(target, sink, { count, stored }) {
  // The first storm of a process is slower than any other.
  await storm(target, sink, { count });
  const before = await storm(target, sink, { count });
  const [empty, open] = [await target.redis.usedMb(), await target.redis.openIncidents()];
  await target.openWindow({ match: [{ host: 'old-*' }] });
  await fill(target, stored, (n) => ({ kind: 'problem', severity: 'critical', ...oldCheck(n) }));
  await fill(target, stored / 2, (n) => ({ kind: 'recovery', ...oldCheck(n) }));
  const behind = await storm(target, sink, { count });
  while ((await target.redis.openIncidents()) !== open + count + stored / 2) await sleep(500);
  await target.redis.atRest();
  await untilIdle(target);
  const kbPerIncident = ((await target.redis.usedMb()) - empty) * (1024 / (stored + count));
  await target.redis.forgetSlow();
  const after = await storm(target, sink, { count });
  const storms = { before, behind, after };
  const each = (figure) => Object.fromEntries(Object.entries(storms).map(([when, one]) => [when, figure(one)]));
  return {
    stored,
    kbPerIncident,
    drainMs: { ...each(({ drainMs }) => drainMs), ratio: after.drainMs / before.drainMs },
    pageP50Ms: each(({ pageMs }) => pageMs.p50),
    pageP99Ms: each(({ pageMs }) => pageMs.p99),
    cpuS: each(({ cpuS }) => cpuS),
    redis: await target.redis.slowest(),
  };
}

/** What is being replayed from the journal need not show among the open incidents. */
async function untilIdle({ pids }) {
  for (let before = Number.NEGATIVE_INFINITY; ; ) {
    const { cpuS } = usage(pids);
    if (cpuS - before < 0.6) return;
    before = cpuS;
    await sleep(2000);
  }
}

function oldCheck(n) {
  return { host: `old-${n}`, check: 'disk', summary: `disk full on old-${n}`, details: 'x'.repeat(300) };
}

/** Many alerts a request, as a flushed spool sends them. */
async function fill(target, count, alertOf) {
  const perRequest = 200;
  const body = (n) => JSON.stringify(Array.from({ length: perRequest }, (_, i) => alertOf(n * perRequest + i)));
  const { codes } = await post({ target, count: Math.ceil(count / perRequest), connections: 2, body });
  if (Object.keys(codes).join() !== '202') throw new Error(`not all were accepted: ${JSON.stringify(codes)}`);
}

/** Memory when nothing happens. */
export async function idle(target) {
  await sleep(3000);
  const [router, redis] = target.pids.map((pid) => usage([pid]).rssMb);
  return { rssMb: router, redisRssMb: redis, readyMs: Math.round(target.readyMs) };
}
