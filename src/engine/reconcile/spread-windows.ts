import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import type { SourceCheck, SourceOrder } from '../../domain/source-state.js';
import { compareDowntimes, planDowntime } from '../../pipeline/reconcile/compare-downtimes.js';
import type { Around } from '../../pipeline/reconcile/known-check.js';
import { compileScope } from '../../pipeline/suppress/window-scope.js';
import { factsThere, quietWindowOf, quietWindows, type ReconcileDeps } from './read-sides.js';

/** What a comparison knew, and the windows that have not begun. */
type Given = Around & { readonly planned: readonly MaintenanceWindow[] };

/**
 * Gives every check that a window covers, or will cover, its downtime in the source, also those that have never failed. Every
 * check there is read for that as a window is planned, as it begins and as its end is moved; what fails later is found at every
 * comparison.
 */
export async function spreadWindows(
  deps: ReconcileDeps,
  given: Given,
  carryOut: (orders: readonly SourceOrder[]) => Promise<boolean>,
): Promise<void> {
  const { memory, source } = deps;
  const spread = await memory.spread();
  const wanted = new Map([
    ...quietWindows(deps).map(({ id, endsAt }) => [id, endsAt] as const),
    ...given.planned.map(({ id, endsAt }) => [`planned ${id}`, endsAt] as const),
  ]);
  await memory.forgetSpread([...spread.keys()].filter((id) => !wanted.has(id)));
  const fresh = [...wanted].filter(([id, endsAt]) => spread.get(id) !== endsAt);
  if (fresh.length === 0) return;
  const planned = given.planned.map((window) => ({ window, covers: compileScope(deps.index(), window) }));
  let complete = true;
  for await (const checks of source.all()) {
    const orders = checks.flatMap((check) => [
      ...ordersFor(deps, check, given),
      ...planned.flatMap(({ window, covers }) =>
        covers(factsThere(check, source.name, given.now)) ? planDowntime(check, window) : [],
      ),
    ]);
    if (orders.length > 0) complete = (await carryOut(orders)) && complete;
  }
  if (!complete) return;
  for (const [id, endsAt] of fresh) await memory.noteSpread(id, endsAt);
}

function ordersFor(deps: ReconcileDeps, check: SourceCheck, around: Around): readonly SourceOrder[] {
  const window = quietWindowOf(deps, factsThere(check, deps.source.name, around.now));
  if (window === null) return [];
  const sides = { key: check.key, here: undefined, there: check, told: undefined, window };
  return compareDowntimes(sides, around).flatMap(({ mend }) => (mend?.to === 'source' ? [mend.order] : []));
}
