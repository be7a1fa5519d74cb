import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import type { WindowStanding } from '../../domain/window-standing.js';

/** While something fails a settling window is looked at so often: a recovery is not told to it. */
const LOOK_AGAIN_MS = 15_000;

/**
 * When a window whose work is done may end, UTC ms: nothing that it covers has failed for as long as was asked, counted
 * from when the work was done, since monitoring notices late. `again`: something fails, look again then.
 */
export function settlesAt(
  settle: NonNullable<MaintenanceWindow['settle']>,
  { incidents }: WindowStanding,
  now: number,
): { readonly kind: 'at' | 'again'; readonly at: number } {
  if (incidents.some(({ failing }) => failing.length > 0)) return { kind: 'again', at: now + LOOK_AGAIN_MS };
  const lastTrouble = Math.max(settle.since, ...incidents.map(({ lastAt }) => lastAt));
  return { kind: 'at', at: lastTrouble + settle.quietMs };
}
