import { failingChecks, isOpen } from '../../domain/incident.js';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import type { HeldIncident, WindowStanding } from '../../domain/window-standing.js';
import { compileScope } from '../../pipeline/suppress/window-scope.js';
import type { EngineDeps } from '../engine-deps.js';

/** Read at once: a window on everything may hold a storm. */
const chunk = 200;

/** What fired inside a window, as it is now; the oldest incident first. */
export async function readStanding(
  deps: Pick<EngineDeps, 'ledger' | 'index'>,
  window: MaintenanceWindow,
): Promise<WindowStanding> {
  const hold = await deps.ledger.windows.readHold(window.id);
  const covers = compileScope(deps.index(), window);
  const held = [...hold.incidents];
  const read = async ([id, lastAt]: readonly [string, number]): Promise<HeldIncident | null> => {
    const incident = await deps.ledger.readIncident(id);
    if (incident === null) return null;
    return { incident, lastAt, failing: isOpen(incident) ? failingChecks(incident).filter(covers) : [] };
  };
  const incidents: (HeldIncident | null)[] = [];
  for (let n = 0; n < held.length; n += chunk) {
    incidents.push(...(await Promise.all(held.slice(n, n + chunk).map(read))));
  }
  const found = incidents.filter((one) => one !== null).sort((a, b) => a.incident.openedAt - b.incident.openedAt);
  return { alerts: hold.alerts, incidents: found };
}
