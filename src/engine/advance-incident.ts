import { decide } from '../pipeline/pipeline.js';
import { type ChangedIncident, changeIncident } from './change-incident.js';
import type { EngineDeps } from './engine-deps.js';
import { parentsOf } from './parents.js';
import { hasStepFailed } from './step-failed.js';

/**
 * The clock, a window or a failed step asks what is to happen to an incident now: next step, reminder, hold, or page
 * again. Always commits, so that its next time stands in the ledger. Whether the step fired last has failed is asked of
 * the very revision that is decided on: it must not be held against the next step.
 */
export function advanceIncident(deps: EngineDeps, id: string): Promise<ChangedIncident> {
  return changeIncident(deps, id, async ({ incident, records, windows, now }) => {
    const stepFailed = await hasStepFailed(deps, incident);
    const parents = await parentsOf(deps, incident.service);
    return decide({ alerts: [], incident, records, index: deps.index(), windows, now, parents, stepFailed });
  });
}
