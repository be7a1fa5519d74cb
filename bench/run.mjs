// npm run bench [-- --reps 3 --count 10000 --only storm,repeats --json]
// Runs every scenario against a router of its own and, where it is installed, against Alertmanager, scenario after scenario in
// turns (A B C A B C …), so that a machine that slows down slows down all, and prints medians.
import os from 'node:os';
import { parseArgs } from 'node:util';
import { hasAlertmanager, startAlertmanager } from './alertmanager.mjs';
import { decideCost } from './decide.mjs';
import { deluge, delugeRules } from './deluge.mjs';
import { spawnSink } from './load.mjs';
import { spawnMailSink } from './mail-sink.mjs';
import { onCallCost } from './oncall.mjs';
import { startRouter } from './router.mjs';
import { history, idle, oneIncident, repeatsTwice, sequential, steady, storms } from './scenarios.mjs';

const { values: options } = parseArgs({
  options: {
    reps: { type: 'string', default: '3' },
    count: { type: 'string', default: '10000' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const [reps, count] = [Number(options.reps), Number(options.count)];
const quick = count / 10_000;

/** `peer`: whether Alertmanager can be measured by it too. */
const scenarios = [
  { name: 'idle', peer: false, measure: (target) => idle(target) },
  {
    name: 'sequential',
    peer: true,
    measure: (target, sink) => sequential(target, sink, { count: Math.ceil(300 * quick) }),
  },
  { name: '50 per second', peer: true, measure: (target, sink) => steady(target, sink, { rate: 50 }) },
  { name: 'storm', peer: true, measure: (target, sink) => storms(target, sink, { count }) },
  {
    name: 'storm, 1,000 windows',
    peer: true,
    setUp: { windows: 1000 },
    measure: (target, sink) => storms(target, sink, { count }),
  },
  {
    name: 'storm, 10,000 subscriptions',
    peer: false,
    setUp: { subscriptions: 10_000 },
    measure: (target, sink) => storms(target, sink, { count }),
  },
  { name: 'one incident', peer: false, measure: (target, sink) => oneIncident(target, sink, { count }) },
  {
    name: 'history',
    peer: false,
    measure: (target, sink) => history(target, sink, { count, stored: Math.ceil(100_000 * quick) }),
  },
  {
    name: 'deluge',
    peer: false,
    setUp: { rules: delugeRules(), withMail: true },
    measure: (target, sink) => deluge(target, sink, { count: count * 5 }),
  },
  { name: 'repeats', peer: true, measure: (target, sink) => repeatsTwice(target, sink, { open: 1000, seconds: 5 }) },
];

const sink = await spawnSink();
const results = [];
try {
  for (let rep = 0; rep < reps; rep += 1) {
    for (const scenario of chosen()) {
      await measure(scenario);
      process.stderr.write(`${scenario.name}: ${rep + 1} of ${reps}\n`);
    }
  }
} finally {
  sink.stop();
}
const onCall = wants('oncall') ? [onCallCost({ schedules: 20, overrides: 200 })] : [];
const decisions = wants('decide') ? [0, 10_000].map((subscriptions) => decideCost({ subscriptions })) : [];
const summed = results.map((one) => ({ ...one, medians: mediansOf(one.runs) }));
if (options.json) console.log(JSON.stringify({ results: summed, decisions, onCall }, null, 1));
else print();

function chosen() {
  return scenarios.filter(({ name }) => wants(name));
}

function wants(name) {
  return options.only === undefined || options.only.split(',').some((part) => name.includes(part));
}

/** One turn: the router, and Alertmanager where it can be measured by it too. */
async function measure({ name, peer, setUp: { withMail = false, ...setUp } = {}, measure: take }) {
  const mail = withMail ? await spawnMailSink() : null;
  for (const start of [startRouter, ...(peer && hasAlertmanager ? [startAlertmanager] : [])]) {
    const target = await start({ sinkUrl: sink.url, smtpUrl: mail?.url, ...setUp });
    try {
      const figures = flat(await take(target, sink));
      runsOf(name, target.name).push({ ...figures, load: os.loadavg()[0] });
    } finally {
      await target.stop();
    }
  }
  mail?.stop();
}

function runsOf(scenario, target) {
  const found = results.find((one) => one.scenario === scenario && one.target === target);
  if (found !== undefined) return found.runs;
  const runs = [];
  results.push({ scenario, target, runs });
  return runs;
}

/** `{ pageMs: { p50 } }` → `{ 'pageMs p50' }` */
function flat(figures) {
  const entries = Object.entries(figures).flatMap(([key, value]) =>
    typeof value === 'object'
      ? Object.entries(value).map(([inner, figure]) => [`${key} ${inner}`, figure])
      : [[key, value]],
  );
  return Object.fromEntries(entries);
}

function mediansOf(runs) {
  const median = (key) => runs.map((run) => run[key]).sort((a, b) => a - b)[runs.length >> 1];
  return Object.fromEntries(Object.keys(runs[0]).map((key) => [key, median(key)]));
}

function print() {
  const cpu = os.cpus()[0]?.model ?? 'unknown';
  console.log(
    `${os.cpus().length} × ${cpu}, Node ${process.version}, load ${os.loadavg()[0].toFixed(1)}, medians of ${reps}`,
  );
  for (const { scenario, target, medians } of summed) {
    console.log(`\n${scenario}: ${target}`);
    for (const [key, value] of Object.entries(medians))
      console.log(`  ${key.padEnd(20)} ${Math.round(value * 100) / 100}`);
  }
  for (const { subscriptions, meanUs, medianUs, loadMs } of decisions) {
    console.log(
      `\ndecide, ${subscriptions} subscriptions: ${medianUs} µs (mean ${meanUs}); rules loaded in ${loadMs} ms`,
    );
  }
  for (const { schedules, overrides, moving, random } of onCall) {
    console.log(`\nwho is on call, ${schedules} schedules and as many that follow, ${overrides} overrides, CPU:`);
    console.log(
      `  ${moving.cpuUs} µs as a router asks (p99 ${moving.p99Us}); ${random.cpuUs} µs at any moment of a year`,
    );
  }
}
