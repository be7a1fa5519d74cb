import type { Alert } from '../../domain/alert.js';
import type { HeldBy } from '../../domain/maintenance-window.js';

/**
 * The windows that cover something that fails, or that failed until one of these alerts: what a window is asked for at
 * its end, and how long its services have been quiet.
 */
export function heldBy(
  alerts: readonly Alert[],
  around: {
    /** Key of a failing check → id of the window that it is in. */
    readonly windows: ReadonlyMap<string, string>;
    /** Id of the window in which the check of an alert has recovered by it; null: it has not, or there is none. */
    readonly recoveredIn: (alert: Alert) => string | null;
  },
): readonly HeldBy[] {
  const held = new Map([...around.windows.values()].map((window) => [window, 0]));
  for (const alert of alerts) {
    const window = around.windows.get(alert.checkKey) ?? around.recoveredIn(alert);
    if (window !== null) held.set(window, (held.get(window) ?? 0) + (alert.failing === true ? 1 : 0));
  }
  return [...held].map(([window, count]) => ({ window, alerts: count }));
}
