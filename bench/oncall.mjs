// Cost of asking who is on call, in process: layers with hours in several zones, overrides, and a schedule that follows; no IO.

import { fromSource } from './from-source.mjs';
import { round } from './load.mjs';
import { now } from './sink.mjs';

const { compileRules, membersAt, onCallAt, overrideRules } = await fromSource(
  'pipeline/route/members-at',
  'pipeline/route/rule-index',
  'pipeline/schedule/on-call',
);
const rounds = 20_000;
const start = Date.UTC(2026, 0, 5);
const yearMs = 365 * 86_400_000;
const zones = ['America/Los_Angeles', 'Europe/Berlin', 'Asia/Tokyo', 'Australia/Sydney'];

/**
 * Microseconds per answer (`cpuUs`: mean of this process alone, whatever else runs): `moving`, as a router asks, a second later each time, with the reason in words; `random`, at any moment of
 * a year, with nothing known before.
 */
export function onCallCost({ schedules, overrides }) {
  const index = overrideRules(compileRules(rulesOf(schedules)), overridesOf(schedules, overrides));
  const names = [...index.schedules.keys()];
  const nameOf = (n) => names[n % names.length];
  const moments = Array.from({ length: rounds }, (_, n) => start + ((n * 7_919_011) % yearMs));
  const moving = measure((n) => membersAt(index, nameOf(n), start + n * 1000).length);
  const random = measure((n) => onCallAt(index.schedules.get(nameOf(n)), moments[n]).length);
  return { schedules, overrides, moving, random };
}

function measure(ask) {
  for (let n = 0; n < rounds / 10; n += 1) ask(n);
  const cpuBefore = process.cpuUsage();
  const costs = Array.from({ length: rounds }, (_, n) => {
    const startedAt = now();
    if (ask(n) !== 1) throw new Error('not exactly one is on call');
    return (now() - startedAt) * 1000;
  }).sort((a, b) => a - b);
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    cpuUs: round((user + system) / rounds),
    medianUs: round(costs[rounds / 2]),
    p99Us: round(costs[rounds * 0.99]),
  };
}

function rulesOf(count) {
  const people = new Map(Array.from({ length: 20 }, (_, n) => [`p${n}`, personOf(`p${n}`)]));
  const hours = new Map(
    zones.map((zone, n) => [
      `day${n}`,
      { name: `day${n}`, timezone: zone, weekdays: [1, 2, 3, 4, 5], times: [{ from: 480, to: 1200 }] },
    ]),
  );
  const schedules = new Map();
  for (let n = 0; n < count; n += 1) {
    const timezone = zones[n % zones.length];
    const rotation = (every, hoursName) => ({
      members: [...people.keys()],
      every,
      startsAt: start - yearMs,
      endsAt: null,
      hours: hoursName,
    });
    const rotations = [
      rotation({ count: 1, unit: 'days' }, `day${n % zones.length}`),
      rotation({ count: 1, unit: 'weeks' }, null),
    ];
    schedules.set(`first${n}`, { name: `first${n}`, timezone, rotations, follows: null });
    schedules.set(`second${n}`, { name: `second${n}`, timezone, rotations: [], follows: `first${n}` });
  }
  return {
    ...{ hash: 'bench', people, hours, schedules, groups: new Map(), services: new Map(), sources: new Map() },
    ...{
      subscriptions: [],
      escalationPolicies: new Map(),
      limits: { sms: [], email: [] },
      maintenance: [],
      expectations: [],
    },
  };
}

function personOf(name) {
  const notify = { high: [{ via: 'sms', afterSeconds: 0 }], low: [] };
  return {
    name,
    displayName: name,
    timezone: 'UTC',
    sms: ['+12025550100'],
    email: [],
    notify,
    roles: [],
    limits: {},
    shiftMails: false,
  };
}

/** Some days each, all over the year. */
function overridesOf(schedules, count) {
  return Array.from({ length: count }, (_, n) => {
    const startsAt = start + ((n * 7_919_011) % yearMs);
    return {
      id: `o${n}`,
      schedule: `first${n % schedules}`,
      kind: 'cover',
      person: `p${n % 20}`,
      replaces: null,
      startsAt,
      endsAt: startsAt + 3 * 86_400_000,
      createdAt: n,
    };
  });
}

if (import.meta.filename === process.argv[1]) console.log(onCallCost({ schedules: 20, overrides: 200 }));
