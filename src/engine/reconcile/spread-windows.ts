import type { SourceCheck, SourceOrder } from '../../domain/source-state.js';
import { compareDowntimes } from '../../pipeline/reconcile/compare-downtimes.js';
import type { Around } from '../../pipeline/reconcile/known-check.js';
import { factsThere, quietWindowOf, quietWindows, type ReconcileDeps } from './read-sides.js';

/**
 * Gives every check that a window covers its downtime in the source, also those that have never failed. Every check there is
 * read for that once for each window and each end of it; what fails later is found at every comparison.
 */
export async function spreadWindows(
  deps: ReconcileDeps,
  around: Around,
  carryOut: (orders: readonly SourceOrder[]) => Promise<boolean>,
): Promise<void> {
  const { memory, source } = deps;
  const spread = await memory.spread();
  const quiet = new Map(quietWindows(deps).map((window) => [window.id, window]));
  await memory.forgetSpread([...spread.keys()].filter((id) => !quiet.has(id)));
  const fresh = [...quiet.values()].filter(({ id, endsAt }) => spread.get(id) !== endsAt);
  if (fresh.length === 0) return;
  let complete = true;
  for await (const checks of source.all()) {
    const orders = checks.flatMap((check) => ordersFor(deps, check, around));
    if (orders.length > 0) complete = (await carryOut(orders)) && complete;
  }
  if (!complete) return;
  for (const { id, endsAt } of fresh) await memory.noteSpread(id, endsAt);
}

function ordersFor(deps: ReconcileDeps, check: SourceCheck, around: Around): readonly SourceOrder[] {
  const window = quietWindowOf(deps, factsThere(check, deps.source.name, around.now));
  if (window === null) return [];
  const sides = { key: check.key, here: undefined, there: check, told: undefined, window };
  return compareDowntimes(sides, around).flatMap(({ mend }) => (mend?.to === 'source' ? [mend.order] : []));
}
