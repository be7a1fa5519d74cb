import type { CheckFacts } from '../../domain/check.js';
import { isOpen } from '../../domain/incident.js';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import type { OwnMark, SourceCheck, SourceSnapshot } from '../../domain/source-state.js';
import { normalizeAlert } from '../../pipeline/normalize/normalize-alert.js';
import type { Compared } from '../../pipeline/reconcile/compare.js';
import type { KnownCheck } from '../../pipeline/reconcile/known-check.js';
import { matchCheck } from '../../pipeline/route/match-check.js';
import { asWindow, occurrencesBetween, recurringBeside, recurringNameOf } from '../../pipeline/suppress/recurring.js';
import { findWindow } from '../../pipeline/suppress/window-index.js';
import type { AskedSource, ReconcileMemory } from '../../ports-source.js';
import type { EngineDeps } from '../engine-deps.js';

/** What comparing with a source works with. */
export interface ReconcileDeps extends EngineDeps {
  readonly source: AskedSource;
  readonly memory: ReconcileMemory;
}

/** Read at once: a storm has many incidents, and none of this is in a hurry. */
const chunk = 200;

/** Both sides of every check, and what will keep it quiet later. */
export type ReadSides = Compared & { readonly planned: readonly MaintenanceWindow[] };

/** Both sides, the router's first: what a source says then is never older than what is known here. */
export async function readSides(deps: ReconcileDeps): Promise<ReadSides> {
  const { source, memory } = deps;
  await deps.windows.refresh();
  const here = await readHere(deps);
  const told = await memory.told();
  const there = await source.read(new Set(here.keys()));
  const marks = [...[...there.checks.values()].flatMap(marksOf), ...there.planned.flatMap(({ mark }) => mark ?? [])];
  const incidents = await knownIncidents(deps, marks);
  const planned = await plannedWindows(deps);
  const ahead = new Set([...quietWindows(deps), ...planned].map(({ id }) => id));
  return {
    source: source.name,
    now: deps.clock.now(),
    here,
    there,
    told,
    windowOf: windowFinder(deps, here, there),
    planned,
    isOver: await overWindows(deps, marks, ahead),
    isAhead: (id) => ahead.has(id),
    isKnownIncident: (id) => incidents.has(id),
  };
}

/** The next time of a recurring window is planned in the source so long before, ms. */
const aheadMs = 24 * 3_600_000;

/** The windows that will keep everybody quiet: those that people have planned, and the next of each recurring one. */
async function plannedWindows(deps: EngineDeps): Promise<readonly MaintenanceWindow[]> {
  const now = deps.clock.now();
  const { windows } = await deps.ledger.windows.readCurrent(now);
  const scheduled = windows.filter(({ startsAt, effect }) => startsAt > now && effect === 'suppress');
  const recurring = recurringBeside(windows, [...deps.index().rules.maintenance, ...deps.windows.recurring()]);
  const next = recurring.flatMap((one) =>
    occurrencesBetween(one, now, now + aheadMs)
      .filter(({ startsAt }) => startsAt > now)
      .slice(0, 1)
      .map((occurrence) => asWindow(one, occurrence)),
  );
  return [...scheduled, ...next];
}

/** The windows that keep everybody quiet now. */
export function quietWindows(deps: EngineDeps): readonly MaintenanceWindow[] {
  const now = deps.clock.now();
  const active = deps.windows.get().index.active.flatMap((at) => at(now) ?? []);
  return active.filter(({ effect }) => effect === 'suppress');
}

/** The window that keeps everybody quiet about a check now; one that only lowers must not silence its source. */
export function quietWindowOf(deps: EngineDeps, facts: CheckFacts): MaintenanceWindow | null {
  const { index } = deps.windows.get();
  if (index.active.length === 0) return null;
  const window = findWindow(index, facts, matchCheck(deps.index(), facts).services, deps.clock.now());
  return window?.effect === 'suppress' ? window : null;
}

/** What matchers see of a check as its source has it. */
export function factsThere(check: SourceCheck, source: string, now: number): CheckFacts {
  return normalizeAlert(check.draft, { source, now });
}

async function readHere({ ledger, source }: ReconcileDeps): Promise<ReadonlyMap<string, KnownCheck>> {
  const here = new Map<string, KnownCheck>();
  const ids = await ledger.openIncidentIds();
  for (let n = 0; n < ids.length; n += chunk) {
    const incidents = await Promise.all(ids.slice(n, n + chunk).map(ledger.readIncident));
    for (const incident of incidents.filter((one) => one !== null).filter(isOpen)) {
      const own = [...incident.checks.values()].filter((check) => check.source === source.name);
      for (const check of own) here.set(check.key, { incident, check });
    }
  }
  return here;
}

function windowFinder(
  deps: ReconcileDeps,
  here: ReadonlyMap<string, KnownCheck>,
  there: SourceSnapshot,
): Compared['windowOf'] {
  const now = deps.clock.now();
  return (key) => {
    const known = here.get(key)?.check;
    const said = there.checks.get(key);
    if (known !== undefined) return quietWindowOf(deps, known);
    return said === undefined ? null : quietWindowOf(deps, factsThere(said, deps.source.name, now));
  };
}

function marksOf({ acknowledgement, downtimes }: SourceCheck): readonly OwnMark[] {
  return [acknowledgement, ...downtimes].flatMap((one) => one?.mark ?? []);
}

async function knownIncidents({ ledger }: EngineDeps, marks: readonly OwnMark[]): Promise<ReadonlySet<string>> {
  const found = await Promise.all(idsOf(marks, 'incident').map(ledger.readIncident));
  return new Set(found.flatMap((incident) => incident?.id ?? []));
}

/** Windows of ours that stand in the source, and neither are in force here nor will be. */
async function overWindows(
  deps: ReconcileDeps,
  marks: readonly OwnMark[],
  ahead: ReadonlySet<string>,
): Promise<(id: string) => boolean> {
  const others = idsOf(marks, 'window').filter((id) => !ahead.has(id));
  const recurring = new Set([
    ...deps.index().rules.maintenance.map(({ name }) => name),
    ...deps.windows.recurring().map(({ name }) => name),
  ]);
  const own = await Promise.all(
    others.map(async (id) => recurring.has(recurringNameOf(id) ?? '') || (await deps.ledger.windows.read(id)) !== null),
  );
  const over = new Set(others.filter((_, n) => own[n]));
  return (id) => over.has(id);
}

function idsOf(marks: readonly OwnMark[], kind: OwnMark['kind']): readonly string[] {
  return [...new Set(marks.flatMap((mark) => (mark.kind === kind ? [mark.id] : [])))];
}
