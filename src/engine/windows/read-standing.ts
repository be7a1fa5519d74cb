import { failingChecks, isOpen } from '../../domain/incident.js';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import type { HeldIncident, WindowStanding } from '../../domain/window-standing.js';
import { compileScope } from '../../pipeline/suppress/window-scope.js';
import type { EngineDeps } from '../engine-deps.js';
import { knownUnverified } from '../verification.js';

/** Read at once: a window on everything may hold a storm. */
const chunk = 200;

/**
 * What fired inside a window, as it is now; the oldest incident first. `untilFailing`: enough to know whether something still
 * fails, and when it last did; what failed longest ago may be missing when something does.
 */
export async function readStanding(
  deps: Pick<EngineDeps, 'ledger' | 'index' | 'verification' | 'log'>,
  window: MaintenanceWindow,
  { untilFailing = false } = {},
): Promise<WindowStanding> {
  const hold = await deps.ledger.windows.readHold(window.id);
  const covers = compileScope(deps.index(), window);
  const held = [...hold.incidents].sort(([, a], [, b]) => b - a);
  const read = async ([id, lastAt]: readonly [string, number]): Promise<HeldIncident | null> => {
    const incident = await deps.ledger.readIncident(id);
    if (incident === null) return null;
    const failing = isOpen(incident) ? failingChecks(incident).filter(covers) : [];
    const unverified = new Set(untilFailing ? [] : (await knownUnverified(deps, failing)).keys());
    return { incident, lastAt, failing, unverified };
  };
  const found: HeldIncident[] = [];
  for (let n = 0; n < held.length && !(untilFailing && found.some(isFailing)); n += chunk) {
    const incidents = await Promise.all(held.slice(n, n + chunk).map(read));
    found.push(...incidents.filter((one) => one !== null));
  }
  return { alerts: hold.alerts, incidents: found.sort((a, b) => a.incident.openedAt - b.incident.openedAt) };
}

function isFailing({ failing }: HeldIncident): boolean {
  return failing.length > 0;
}
