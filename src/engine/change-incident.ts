import type { CheckRecord } from '../domain/check.js';
import { type Incident, isOpen } from '../domain/incident.js';
import type { Decision } from '../pipeline/decision.js';
import type { WindowIndex } from '../pipeline/suppress/window-index.js';
import { commitDecision } from './commit-decision.js';
import type { EngineDeps } from './engine-deps.js';
import { waitAfter } from './turns.js';

const maxAttempts = 30;

/** What a change of one incident is decided from. */
export interface IncidentCase {
  readonly incident: Incident;
  readonly records: ReadonlyMap<string, CheckRecord | null>;
  readonly windows: WindowIndex;
  readonly now: number;
}

/** How a change ended. `null` incident: it does not exist. `changed` false: it was not open, or nothing was to be done. */
export interface ChangedIncident {
  readonly incident: Incident | null;
  readonly changed: boolean;
  /** Contact methods with calls due now. */
  readonly dueMethods: readonly string[];
  /** When it must be looked at again; null: never. */
  readonly dueAt: number | null;
}

/**
 * Reads an open incident, decides, and commits, at its turn; when another process changed it meanwhile it reads and
 * decides again.
 * `decideOn` may return null: nothing is to be done.
 */
export async function changeIncident(
  deps: EngineDeps,
  idOrNumber: string,
  decideOn: (given: IncidentCase) => Decision | null | Promise<Decision | null>,
): Promise<ChangedIncident> {
  const found = await deps.ledger.readIncident(idOrNumber);
  if (found === null) return unchanged(found);
  return deps.turns.take(found.key, async () => {
    let incident: Incident | null = found;
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const changed = await tryChange(deps, { incident, attempt }, decideOn);
      if (changed !== 'stale') return changed;
      await waitAfter(attempt);
      incident = await deps.ledger.readIncident(found.id);
    }
    throw new Error(`incident ${idOrNumber} changed ${maxAttempts} times while deciding about it`);
  });
}

async function tryChange(
  deps: EngineDeps,
  { incident, attempt }: { readonly incident: Incident | null; readonly attempt: number },
  decideOn: (given: IncidentCase) => Decision | null | Promise<Decision | null>,
): Promise<ChangedIncident | 'stale'> {
  if (incident === null || !isOpen(incident)) return unchanged(incident);
  const { checkRecords } = await deps.ledger.readSituation(incident.key, [...incident.checks.keys()]);
  const windows = deps.windows.get();
  const now = deps.clock.now();
  const decision = await decideOn({ incident, records: checkRecords, windows: windows.index, now });
  if (decision === null) return unchanged(incident);
  const basis = { incident, records: checkRecords, windowEpoch: windows.epoch, now, attempt };
  const result = await commitDecision(deps, decision, basis);
  if (result.kind !== 'committed') {
    await deps.windows.refresh();
    return 'stale';
  }
  const after = { ...(decision.incident ?? incident), rev: result.rev, number: result.number };
  return { incident: after, changed: true, dueMethods: result.dueMethods, dueAt: decision.dueAt };
}

function unchanged(incident: Incident | null): ChangedIncident {
  return { incident, changed: false, dueMethods: [], dueAt: null };
}
