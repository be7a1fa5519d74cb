import type { Alert, Repeat } from '../domain/alert.js';
import type { Incident } from '../domain/incident.js';
import { countRepeats } from '../pipeline/correlate/count-repeats.js';
import { groupingOf } from '../pipeline/correlate/incident-key.js';
import { decide } from '../pipeline/pipeline.js';
import type { Situation } from '../ports-ledger.js';
import { commitDecision } from './commit-decision.js';
import type { FirstPages } from './deliver/first-pages.js';
import { withoutTold } from './durability/without-told.js';
import type { EngineDeps } from './engine-deps.js';
import { groupByIncident, groupingKey, type IncidentGroup, laneOf } from './lanes.js';
import { parentsOf } from './parents.js';
import { recordCopies } from './record-copies.js';
import { waitAfter } from './turns.js';

const maxAttempts = 30;
const maxBatch = 500;

/**
 * Takes a normalized alert through the pipeline into the ledger; resolves with its alert id once that is durable. `repeats`: alerts
 * before it that said the same of its check, and end as it does.
 */
export type TriageAlert = (alert: Alert, repeats?: readonly Repeat[]) => Promise<string>;

interface Waiting {
  readonly alert: Alert;
  readonly repeats: readonly Repeat[];
  readonly accounted: (alertId: string) => void;
  readonly refused: (cause: unknown) => void;
}

/**
 * One lane per incident: alerts that arrive while its commit is in flight join the next commit, so a storm costs commits
 * per incident, not per alert. Decides from what this process believes; a refused commit reads and decides again.
 * The first pages leave with their commit.
 */
export function createTriage(deps: EngineDeps, firstPages: FirstPages): TriageAlert {
  const lanes = new Map<string, Waiting[]>();

  return (alert, repeats = []) =>
    new Promise((accounted, refused) => enqueue(laneOf(deps, alert), { alert, repeats, accounted, refused }));

  function enqueue(key: string, waiting: Waiting): void {
    const lane = lanes.get(key);
    if (lane !== undefined) {
      lane.push(waiting);
      return;
    }
    const opened = [waiting];
    lanes.set(key, opened);
    void drain(key, opened);
  }

  async function drain(key: string, lane: Waiting[]): Promise<void> {
    // The alerts of one request are decided together: all are in the lane before the first batch is taken.
    await Promise.resolve();
    while (lane.length > 0) {
      const batch = takeBatch(lane);
      try {
        await deps.turns.take(key, () => settleBatch(deps, { key, batch, firstPages, enqueue }));
      } catch (cause) {
        for (const waiting of batch) waiting.refused(cause);
      }
    }
    lanes.delete(key);
  }
}

/** One at least. */
function takeBatch(lane: Waiting[]): Waiting[] {
  let [count, alerts] = [0, 0];
  for (const { repeats } of lane) {
    alerts += 1 + repeats.length;
    if (count > 0 && alerts > maxBatch) break;
    count += 1;
  }
  return lane.splice(0, count);
}

interface Batch {
  readonly key: string;
  readonly batch: readonly Waiting[];
  readonly firstPages: FirstPages;
  /** Puts an alert into another lane. */
  readonly enqueue: (key: string, waiting: Waiting) => void;
}

async function settleBatch(deps: EngineDeps, { key, batch, firstPages, enqueue }: Batch): Promise<void> {
  let remaining = batch;
  let situation = deps.book.recall(key, checkKeysOf(remaining));
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const left: Waiting[] = [];
    for (const group of groupByIncident(key, remaining, situation)) {
      left.push(...(await settleGroup(deps, { ...group, firstPages, attempt }, situation)));
    }
    if (left.length === 0) return;
    await waitAfter(attempt);
    situation = await readAgain(deps, key, left);
    remaining = keepOwn(deps, { key, left, enqueue }, situation);
  }
  for (const { refused } of remaining) refused(new Error(`the ledger changed ${maxAttempts} times while deciding`));
}

async function readAgain(deps: EngineDeps, key: string, waiting: readonly Waiting[]): Promise<Situation> {
  const checkKeys = checkKeysOf(waiting);
  const believed = deps.book.recall(key, checkKeys).incidents;
  const [situation] = await Promise.all([deps.ledger.readSituation(key, checkKeys), deps.windows.refresh()]);
  const open = new Set(situation.incidents.map(({ id }) => id));
  for (const incident of believed) if (!open.has(incident.id)) deps.book.forget(incident);
  deps.book.remember(situation);
  return situation;
}

/** An alert came into this lane for an incident that is over: where the rules put it now, it is another lane's. */
function keepOwn(
  deps: EngineDeps,
  { key, left, enqueue }: { readonly key: string; readonly left: readonly Waiting[] } & Pick<Batch, 'enqueue'>,
  situation: Situation,
): Waiting[] {
  const open = new Set(situation.incidents.map(({ id }) => id));
  return left.filter((waiting) => {
    const held = open.has(situation.checkRecords.get(waiting.alert.checkKey)?.incidentId ?? '');
    const own = held ? key : groupingKey(deps, waiting.alert);
    if (own !== key) enqueue(own, waiting);
    return own === key;
  });
}

/** Decides and commits one group; returns the alerts that must be decided again. */
async function settleGroup(
  deps: EngineDeps,
  group: IncidentGroup<Waiting> & Pick<Batch, 'firstPages'> & { readonly attempt: number },
  situation: Situation,
): Promise<readonly Waiting[]> {
  const alerts = distinctAlerts(group.waiting);
  const records = new Map(alerts.map(({ checkKey }) => [checkKey, situation.checkRecords.get(checkKey) ?? null]));
  const parents = await parentsOfGroup(deps, group.incident, alerts);
  const windows = deps.windows.get();
  const now = deps.clock.now();
  const given = {
    parents,
    alerts,
    incident: group.incident,
    records,
    index: deps.index(),
    windows: windows.index,
    now,
  };
  const decision = countRepeats(withoutTold(decide(given), deps.told, now), repeatsOf(group.waiting));
  const claims = group.firstPages.offer(decision.pages, now);
  const basis = { incident: group.incident, records, windowEpoch: windows.epoch, now, attempt: group.attempt, claims };
  const result = await commitDecision(deps, decision, basis).catch((cause: unknown) => {
    group.firstPages.lost(claims);
    throw cause;
  });
  group.firstPages.send(claims, result.kind === 'committed' ? result.claimed : []);
  if (result.kind === 'stale') return group.waiting;
  if (result.kind === 'duplicates') return accountDuplicates(group.waiting, result.known, deps);
  for (const { alert, outcome } of decision.alerts)
    deps.metrics.count('alerts_total', { source: alert.source, outcome });
  for (const { alert, outcome, repeats } of decision.alerts)
    if (repeats?.length) deps.metrics.count('alerts_total', { source: alert.source, outcome }, repeats.length);
  group.firstPages.wake(result.dueMethods);
  accountAll(deps, group.waiting, new Map(alerts.map((alert) => [alert.eventKey, alert.id])));
  return [];
}

/** Nothing is waited for where the rules know no dependency. */
function parentsOfGroup(deps: EngineDeps, incident: Incident | null, [first]: readonly Alert[]) {
  const index = deps.index();
  if (index.dependencies.upstream.size === 0 || first === undefined) return [];
  return parentsOf(deps, incident === null ? groupingOf(index, first).service : incident.service);
}

/** Answers each with the id that it is known by; copies get their rows behind it. */
function accountAll(deps: EngineDeps, batch: readonly Waiting[], idOf: ReadonlyMap<string, string>): void {
  const copies = batch.flatMap(({ alert, repeats }) => {
    const of = idOf.get(alert.eventKey) ?? alert.id;
    return of === alert.id ? [] : [{ alert, repeats, of }];
  });
  recordCopies(deps, copies).catch((cause) => deps.log.debug({ cause }, 'copies have no rows yet'));
  for (const { alert, accounted } of batch) accounted(idOf.get(alert.eventKey) ?? alert.id);
}

function repeatsOf(batch: readonly Waiting[]): Map<string, readonly Repeat[]> {
  return new Map(batch.flatMap(({ alert, repeats }) => (repeats.length === 0 ? [] : [[alert.id, repeats] as const])));
}

/** Copies of one message that came together (one run per notified user) are one alert. */
function distinctAlerts(batch: readonly Waiting[]): Alert[] {
  const first = new Map<string, Alert>();
  for (const { alert } of batch) if (!first.has(alert.eventKey)) first.set(alert.eventKey, alert);
  return [...first.values()];
}

/** `known`: the alerts of the commit that the ledger has already. Their copies in the batch are known with them. */
function accountDuplicates(
  batch: readonly Waiting[],
  known: ReadonlyMap<string, string>,
  deps: EngineDeps,
): readonly Waiting[] {
  const firstOf = new Map(
    distinctAlerts(batch).flatMap(({ eventKey, id }) => {
      const first = known.get(id);
      return first === undefined ? [] : [[eventKey, first] as const];
    }),
  );
  const copies = batch.filter(({ alert }) => firstOf.has(alert.eventKey));
  for (const { alert } of copies) deps.metrics.count('alerts_total', { source: alert.source, outcome: 'duplicate' });
  accountAll(deps, copies, firstOf);
  return batch.filter(({ alert }) => !firstOf.has(alert.eventKey));
}

function checkKeysOf(batch: readonly Waiting[]): string[] {
  return [...new Set(batch.map(({ alert }) => alert.checkKey))];
}
