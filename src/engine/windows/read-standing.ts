import { failingChecks, isOpen } from '../../domain/incident.js';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import type { HeldIncident, WindowStanding } from '../../domain/window-standing.js';
import { compileScope } from '../../pipeline/suppress/window-scope.js';
import type { EngineDeps } from '../engine-deps.js';

/** What fired inside a window, as it is now; the oldest incident first. */
export async function readStanding(
  deps: Pick<EngineDeps, 'ledger' | 'index'>,
  window: MaintenanceWindow,
): Promise<WindowStanding> {
  const hold = await deps.ledger.windows.readHold(window.id);
  const covers = compileScope(deps.index(), window);
  const incidents = await Promise.all(
    [...hold.incidents].map(async ([id, lastAt]): Promise<HeldIncident | null> => {
      const incident = await deps.ledger.readIncident(id);
      if (incident === null) return null;
      return { incident, lastAt, failing: isOpen(incident) ? failingChecks(incident).filter(covers) : [] };
    }),
  );
  const found = incidents.filter((one) => one !== null).sort((a, b) => a.incident.openedAt - b.incident.openedAt);
  return { alerts: hold.alerts, incidents: found };
}
