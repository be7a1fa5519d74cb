import type { CallState } from '../domain/delivery.js';
import type { Incident } from '../domain/incident.js';
import { pageId } from '../pipeline/escalate/plan-page.js';
import type { EngineDeps } from './engine-deps.js';

const over: ReadonlySet<CallState | undefined> = new Set(['failed', 'dropped', 'cancelled', 'fallback', undefined]);

/**
 * Did every page of the step fired last fail for good, on every method? Then waiting for its delay would be waiting for
 * nobody. Only asked while the next step is still to come.
 */
export async function hasStepFailed(deps: EngineDeps, incident: Incident): Promise<boolean> {
  if (incident.state !== 'triggered' || incident.step === 0 || incident.nextStepAt === null) return false;
  if (incident.nextStepAt <= deps.clock.now()) return false;
  const people = Object.entries(incident.paged).filter(([, paged]) => paged.cycle === incident.cycle);
  let failed = 0;
  for (const [person] of people) {
    const id = pageId([incident.id, incident.cycle, incident.round, incident.step, person, '']);
    const record = await deps.ledger.readPage(id);
    if (record === null) continue;
    const states = record.page.calls.map((call) => record.calls.get(call.id));
    if (states.some((state) => !over.has(state)) || !states.includes('failed')) return false;
    failed += 1;
  }
  return failed > 0;
}
