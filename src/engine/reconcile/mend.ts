import type { Difference, DifferenceKind, SourceOrder, ToldAcknowledgement } from '../../domain/source-state.js';
import { takeBack } from '../../pipeline/act.js';
import { normalizeAlert } from '../../pipeline/normalize/normalize-alert.js';
import type { Compared } from '../../pipeline/reconcile/compare.js';
import { changeIncident } from '../change-incident.js';
import type { TriageAlert } from '../triage-alerts.js';
import type { ReconcileDeps } from './read-sides.js';

/** What has been taken for a message is not taken again so soon, ms: it may have changed nothing, by the rules. */
const againMs = 10 * 60_000;

export interface Mending {
  /** Makes both sides the same again, as far as that can be done now. */
  mend(differences: readonly Difference[]): Promise<void>;
  /** Carries orders out at the source; false: some failed. */
  carryOut(orders: readonly SourceOrder[]): Promise<boolean>;
}

/** Mends one difference after the other: whatever fails is found again by the next comparison. */
export function createMending(deps: ReconcileDeps, triage: TriageAlert): Mending {
  const { source, memory, clock, log, metrics } = deps;
  const fedAt = new Map<string, number>();
  let seenBefore: ReadonlySet<string> = new Set();

  async function feed(difference: Difference, draft: Parameters<typeof normalizeAlert>[0]): Promise<void> {
    const now = clock.now();
    for (const [key, at] of fedAt) if (now - at > againMs) fedAt.delete(key);
    const alert = normalizeAlert(draft, { source: source.name, now });
    if (fedAt.has(alert.eventKey)) return;
    await triage(alert);
    fedAt.set(alert.eventKey, now);
    noted(difference);
  }

  async function giveBack(difference: Difference, id: string): Promise<void> {
    await changeIncident(deps, id, ({ incident, windows, now }) =>
      takeBack({ incident, index: deps.index(), windows, now }, difference.text),
    );
    await memory.forget([difference.key]);
    noted(difference);
  }

  function noted({ kind, key, incident, text }: Difference): void {
    metrics.count('reconciled_total', { source: source.name, kind });
    log.info({ source: source.name, kind, check: key, incident, text }, 'the router follows its source');
  }

  async function carryOut(orders: readonly SourceOrder[]): Promise<boolean> {
    const failures = await source.carryOut(orders);
    const done = orders.filter(({ key }) => !failures.has(key));
    const told = done.flatMap((order) => (order.act === 'acknowledge' ? [[order.key, order.told] as const] : []));
    await memory.remember(new Map<string, ToldAcknowledgement>(told));
    await memory.forget(done.flatMap(({ act, key }) => (act === 'end-acknowledgement' ? [key] : [])));
    for (const { act, key } of done) {
      metrics.count('source_orders_total', { source: source.name, act, outcome: 'done' });
      log.info({ source: source.name, act, check: key }, 'a source follows the router');
    }
    const [first] = failures;
    if (first === undefined) return true;
    metrics.count('source_orders_total', { source: source.name, act: 'any', outcome: 'failed' }, failures.size);
    log.warn({ check: first[0], because: first[1], failed: failures.size }, 'a source did not take what is done here');
    return false;
  }

  /** What a message may still be telling, or a source that is loading its configuration may find again, is believed the second time. */
  function believed(differences: readonly Difference[]): readonly Difference[] {
    const doubted = differences.filter(({ kind }) => doubtful.has(kind));
    const before = seenBefore;
    seenBefore = new Set(doubted.map(nameOf));
    return differences.filter((one) => !doubtful.has(one.kind) || before.has(nameOf(one)));
  }

  return {
    carryOut,
    async mend(differences) {
      const mends = believed(differences);
      for (const difference of mends) {
        const { mend } = difference;
        if (mend?.to === 'router') await feed(difference, mend.draft);
        if (mend?.to === 'incident') await giveBack(difference, mend.id);
      }
      const orders = mends.flatMap(({ mend }) => (mend?.to === 'source' ? [mend.order] : []));
      if (orders.length > 0) await carryOut(orders);
    },
  };
}

const doubtful: ReadonlySet<DifferenceKind> = new Set<DifferenceKind>([
  'gone-there',
  'acknowledged-there',
  'acknowledgement-ended-there',
  'downtime-there',
  'downtime-ended-there',
]);

function nameOf({ kind, key }: Difference): string {
  return `${kind} ${key}`;
}

/** Acknowledgements of ours that stand there although nobody has noted so: the process died in between. */
export function unnoted({ here, there, told }: Compared): ReadonlyMap<string, ToldAcknowledgement> {
  const found = new Map<string, ToldAcknowledgement>();
  for (const [key, { incident }] of here) {
    const said = there.checks.get(key);
    const own = said?.acknowledgement;
    if (own?.mark?.id !== incident.id || incident.acknowledgedAt === null) continue;
    const { acknowledgedAt, id: incidentId } = incident;
    const stateSince = said?.draft.stateSince ?? null;
    const known = told.get(key);
    if (known?.acknowledgedAt === acknowledgedAt && known.stateSince === stateSince) continue;
    const { startedAt: sourceStartedAt } = there;
    found.set(key, { v: 1, incidentId, acknowledgedAt, stateSince, until: own.until, sourceStartedAt });
  }
  return found;
}
