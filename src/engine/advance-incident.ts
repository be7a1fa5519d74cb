import { decide } from '../pipeline/pipeline.js';
import { type ChangedIncident, changeIncident } from './change-incident.js';
import type { EngineDeps } from './engine-deps.js';

/**
 * The clock, a window or a failed step asks what is to happen to an incident now: next step, reminder, hold, or page
 * again. Always commits, so that its next time stands in the ledger.
 */
export function advanceIncident(deps: EngineDeps, id: string, stepFailed = false): Promise<ChangedIncident> {
  return changeIncident(deps, id, ({ incident, records, windows, now }) =>
    decide({ alerts: [], incident, records, index: deps.index(), windows, now, stepFailed }),
  );
}
