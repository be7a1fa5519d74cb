import { type Incident, isOpen } from '../../domain/incident.js';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import { compileScope } from '../../pipeline/suppress/window-scope.js';
import type { DueRef } from '../../ports-ledger.js';
import type { EngineDeps } from '../engine-deps.js';
import { readWindow } from './read-window.js';

const chunk = 200;

/**
 * A window was opened, changed or has begun: the open incidents that it concerns are due now. They are read, which is
 * cheap; only what it covers, or has held so far, is decided and written anew. Answers when it begins, if it has not yet.
 */
export async function redecide(deps: EngineDeps, id: string): Promise<number | null> {
  await deps.windows.refresh();
  const { ledger } = deps;
  const now = deps.clock.now();
  const window = await readWindow(deps, id);
  const ids = await ledger.openIncidentIds();
  const concerns = window === null ? () => true : concernedBy(deps, window);
  for (let n = 0; n < ids.length; n += chunk) {
    const incidents = await Promise.all(ids.slice(n, n + chunk).map(ledger.readIncident));
    const refs = incidents.flatMap((incident): DueRef[] =>
      incident !== null && isOpen(incident) && concerns(incident) ? [{ kind: 'incident', id: incident.id }] : [],
    );
    if (refs.length > 0) await ledger.makeDue(refs, now);
  }
  return window !== null && window.startsAt > now ? window.startsAt : null;
}

/** What is held by it may no longer be covered by its scope, when the rules have changed since. */
function concernedBy(deps: EngineDeps, window: MaintenanceWindow): (incident: Incident) => boolean {
  const covers = compileScope(deps.index(), window);
  return ({ suppressed, lowered, checks }) => {
    if (suppressed?.id === window.id || lowered?.id === window.id) return true;
    return [...checks.values()].some((check) => (check.failing || check.covered === true) && covers(check));
  };
}
