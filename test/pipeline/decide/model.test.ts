import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../../src/domain/alert.js';
import type { CheckRecord } from '../../../src/domain/check.js';
import { failingChecks, type Incident, isStale } from '../../../src/domain/incident.js';
import type { MaintenanceWindow } from '../../../src/domain/maintenance-window.js';
import type { Page } from '../../../src/domain/page.js';
import { acknowledge, resolve, snooze } from '../../../src/pipeline/act.js';
import type { Decision } from '../../../src/pipeline/decision.js';
import { decide, judgeCoverage } from '../../../src/pipeline/pipeline.js';
import { policyFor } from '../../../src/pipeline/route/policy.js';
import type { RuleIndex } from '../../../src/pipeline/route/rule-index.js';
import { compileWindows } from '../../../src/pipeline/suppress/window-index.js';
import { buildAlert, buildWindow, evening, minute } from './evening.js';
import { checks, rulesets, type Said, type Step, step } from './histories.js';

/** What the ledger and the clock hold of one group of checks. */
interface World {
  now: number;
  index: RuleIndex;
  windows: readonly MaintenanceWindow[];
  incident: Incident | null;
  dueAt: number | null;
  readonly records: Map<string, CheckRecord | null>;
  readonly pageIds: Map<string, string>;
}

function newWorld(): World {
  const index = rulesets[0];
  if (index === undefined) throw new Error('no rules');
  return { now: evening, index, windows: [], incident: null, dueAt: null, records: new Map(), pageIds: new Map() };
}

function momentOf({ index, windows, now }: World) {
  return { index, windows: compileWindows(index, windows), now };
}

function open(world: World): Incident | null {
  return world.incident?.state === 'resolved' ? null : world.incident;
}

function look(world: World, alerts: readonly Alert[] = [], stepFailed = false): void {
  const incident = open(world);
  if (incident === null && alerts.length === 0) return;
  const keys = alerts.length > 0 ? alerts.map(({ checkKey }) => checkKey) : [...(incident?.checks.keys() ?? [])];
  const records = new Map(keys.map((key) => [key, world.records.get(key) ?? null]));
  const decision = decide({ alerts, incident, records, ...momentOf(world), stepFailed });
  expect(decision.alerts.map(({ alert }) => alert.id)).toEqual(alerts.map(({ id }) => id));
  carryOut(world, incident, decision);
}

function carryOut(world: World, before: Incident | null, decision: Decision): void {
  for (const page of decision.pages) notePage(world, page);
  for (const [key, record] of decision.records) world.records.set(key, record);
  const after = decision.incident;
  if (after === null) {
    expect(before).toBeNull();
    return;
  }
  world.incident = { ...after, rev: after.rev + 1, number: 1 };
  world.dueAt = decision.dueAt;
  watchTimes(world, after, decision);
  watchPages(before, after, decision);
  if (
    before?.state === 'triggered' &&
    (after.state !== 'triggered' || (after.suppressed !== null && before.suppressed === null))
  )
    expect(decision.cancel).not.toBeNull();
}

/** A page with the id of one that exists is never delivered: only updates may be the same one again. */
function notePage(world: World, page: Page): void {
  if (page.reason !== 'update')
    expect({ again: world.pageIds.get(page.id) ?? null, page }).toEqual({ again: null, page });
  world.pageIds.set(page.id, page.reason);
}

function watchTimes(world: World, after: Incident, { dueAt }: Decision): void {
  if (dueAt !== null) expect(dueAt).toBeGreaterThan(world.now);
  if (after.state === 'resolved') {
    expect(dueAt).toBeNull();
    return;
  }
  const coverage = judgeCoverage(momentOf(world), after);
  expect(failingChecks(after).length).toBeGreaterThan(0);
  if (coverage.coverEndsAt !== null) expect(dueAt).toBeLessThanOrEqual(coverage.coverEndsAt);
  if (after.suppressed !== null) {
    expect(after.suppressed).toEqual(coverage.suppressed);
    expect(dueAt).toBe(coverage.coverEndsAt);
    return;
  }
  if (after.urgency !== 'high') return;
  if (after.state === 'acknowledged') expect(after.acknowledgedUntil).not.toBeNull();
  const isLast = after.step > policyFor(world.index, after).steps.length || after.round > 1;
  if (after.state === 'triggered') expect(after.nextStepAt !== null || isLast).toBe(true);
}

function watchPages(before: Incident | null, after: Incident, { pages }: Decision): void {
  const wakes = pages.filter(({ incidentId, reason }) => incidentId !== null && !isTelling.has(reason));
  if (after.state === 'resolved') {
    expect(wakes.map(({ reason }) => reason).filter((reason) => reason !== 'recovery')).toEqual([]);
    return;
  }
  expect(wakes.map(({ reason }) => reason)).not.toContain('recovery');
  if (after.suppressed !== null) expect(wakes).toEqual([]);
  if (after.lowered) expect(new Set(pages.filter(isOfIncident).flatMap(channelsOf))).not.toContain('sms');
  if (after.state !== 'acknowledged') return;
  for (const { person } of wakes) {
    expect(after.acknowledgedBy).not.toContain(person);
    expect(before?.paged[person]?.cycle).not.toBe(after.cycle);
  }
}

const isTelling = new Set(['update', 'reminder', 'taken']);

function isOfIncident({ incidentId }: Page): boolean {
  return incidentId !== null;
}

function channelsOf({ calls }: Page): readonly string[] {
  return calls.map(({ channel }) => channel);
}

function alertOf(world: World, one: Said): Alert {
  const { host, check } = checks[one.check] ?? checks[0];
  const kinds = { problem: 'problem', recovery: 'recovery' } as const;
  const failing = one.what === 'recovery' || one.what === 'flapping-end' ? false : one.what === 'custom' ? null : true;
  return buildAlert({
    host,
    check,
    kind: one.what in kinds ? (one.what as 'problem') : one.what,
    failing,
    severity: failing === true ? one.severity : 'info',
    sourceState: one.severity,
    at: world.now - one.lateMs,
    receivedAt: world.now,
    spooled: one.spooled && one.lateMs > 0,
    stateSince: one.knowsSince ? world.now - one.lateMs : null,
    downtimeDepth: one.what === 'maintenance-start' ? 1 : one.what === 'maintenance-end' ? 0 : null,
    author: one.what === 'acknowledgement' ? 'jdoe' : null,
  });
}

/** Time passes, and the clock looks at the incident whenever it is due, and whenever a window begins. */
function pass(world: World, ms: number): void {
  const end = world.now + ms;
  const next = () => Math.min(world.dueAt ?? Infinity, ...startsAhead(world));
  for (let looks = 0; open(world) !== null && next() <= end; looks += 1) {
    expect(looks).toBeLessThan(500);
    world.now = Math.max(next(), world.now);
    look(world);
  }
  world.now = end;
}

function startsAhead({ windows, now }: World): readonly number[] {
  return windows.map(({ startsAt }) => startsAt).filter((startsAt) => startsAt > now);
}

function act(world: World, { kind, person, minutes }: Extract<Step, { readonly person: string }>): void {
  const incident = open(world);
  if (incident === null || (kind === 'acknowledge' && isTakenBy(incident, person))) return;
  const given = { incident, person, via: 'cli', ...momentOf(world) };
  const records = new Map([...incident.checks.keys()].map((key) => [key, world.records.get(key) ?? null]));
  if (kind === 'acknowledge') carryOut(world, incident, acknowledge(given));
  else if (kind === 'resolve') carryOut(world, incident, resolve(given, records));
  else carryOut(world, incident, snooze(given, world.now + minutes * minute));
}

function isTakenBy({ acknowledgedBy, snoozedBy }: Incident, person: string): boolean {
  return acknowledgedBy.includes(person) && snoozedBy == null;
}

function run(world: World, one: Step): void {
  if (one.kind === 'outage') world.now += one.waitMs;
  else pass(world, one.waitMs);
  switch (one.kind) {
    case 'alert':
      look(
        world,
        one.alerts.map((alert) => alertOf(world, alert)),
      );
      return;
    case 'acknowledge':
    case 'resolve':
    case 'snooze':
      act(world, one);
      return;
    case 'window':
      world.windows = [...world.windows, windowOf(world, one)];
      break;
    case 'end-windows':
      world.windows = world.windows.map((window) => ({ ...window, endsAt: Math.min(window.endsAt, world.now) }));
      break;
    case 'move-end':
      world.windows = moveEnd(world, one);
      break;
    case 'reload':
      world.index = rulesets[one.to] ?? world.index;
      break;
    case 'step-failed':
    case 'outage':
      break;
  }
  look(world, [], one.kind === 'step-failed');
  expectPagedOrReason(world);
}

function moveEnd(
  { windows, now }: World,
  { which, minutes }: Extract<Step, { readonly kind: 'move-end' }>,
): readonly MaintenanceWindow[] {
  const current = windows.filter(({ endsAt }) => endsAt > now);
  const moved = current[which % Math.max(1, current.length)];
  return windows.map((window) =>
    window === moved ? { ...window, endsAt: Math.max(now, window.endsAt + minutes * minute) } : window,
  );
}

/** However windows come, go and overlap: what is open has been paged in its cycle, or says why not. */
function expectPagedOrReason(world: World): void {
  const incident = open(world);
  if (incident === null) return;
  const coverage = judgeCoverage(momentOf(world), incident);
  const reasons = {
    suppressed: incident.suppressed !== null && coverage.suppressed !== null,
    acknowledged: incident.state === 'acknowledged',
    recorded: incident.urgency === 'record',
    soon: incident.nextStepAt !== null && incident.nextStepAt > world.now,
    paged: Object.values(incident.paged).some(({ cycle }) => cycle === incident.cycle),
  };
  expect({ reasons, isFine: Object.values(reasons).some((is) => is) }).toEqual({ reasons, isFine: true });
  expect(incident.lowered ?? null).toEqual(coverage.lowered);
}

function windowOf(world: World, one: Extract<Step, { readonly kind: 'window' }>): MaintenanceWindow {
  const { host, startsInMs, minutes, effect } = one;
  const cover = host === null ? { services: ['parsoid'], match: [] } : { services: [], match: [{ host: [host] }] };
  const startsAt = world.now + startsInMs;
  return buildWindow({
    ...cover,
    id: `w${world.windows.length}`,
    startsAt,
    endsAt: startsAt + minutes * minute,
    effect,
  });
}

/** What is open and high comes, when nobody does anything any more, to "nobody acknowledged" in its last cycle. */
function expectHeardInTheEnd(world: World): void {
  world.index = rulesets[0] ?? world.index;
  look(world);
  pass(world, 40 * 24 * 60 * minute);
  const incident = open(world);
  expect(world.dueAt === null || incident === null).toBe(true);
  if (incident === null) return;
  expect(isStale(incident, world.now) || incident.suppressed !== null).toBe(true);
  if (incident.urgency !== 'high') return;
  expect(incident.state).toBe('triggered');
  expect(Object.values(incident.paged).some(({ cycle }) => cycle === incident.cycle)).toBe(true);
}

describe('decide: whatever happens in whatever order', () => {
  it('keeps every promise at every step, and forgets nobody in the end', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
        const world = newWorld();
        for (const one of steps) run(world, one);
        expectHeardInTheEnd(world);
      }),
      { numRuns: 500 },
    );
  });
});
