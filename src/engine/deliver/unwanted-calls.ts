import type { ClaimedCall } from '../../domain/delivery.js';
import { isProblemPage } from '../../domain/page.js';
import { judgeCoverage } from '../../pipeline/pipeline.js';
import { advanceIncident } from '../advance-incident.js';
import type { EngineDeps } from '../engine-deps.js';

/**
 * A queued page can outlive its reason: each problem call is judged again at its turn, by the incident as it stands and
 * by the windows in force now. Call id → why it must not be made any more.
 */
export async function findUnwantedCalls(
  deps: EngineDeps,
  calls: readonly ClaimedCall[],
): Promise<ReadonlyMap<string, string>> {
  const drop = new Map<string, string>();
  const windowReasons = new Map<string, string | null>();
  for (const call of calls) {
    const because = standingReason(call) ?? (await windowReason(deps, call, windowReasons));
    if (because !== null) drop.set(call.callId, because);
  }
  return drop;
}

/** Why the incident itself no longer wants the call; null: it does. */
function standingReason({ page, incident }: ClaimedCall): string | null {
  if (!isProblemPage(page.reason)) return null;
  if (incident === null) return 'its incident is gone';
  if (incident.state === 'resolved') return 'resolved before it was sent';
  const forAcknowledgers = page.reason === 'update' || page.reason === 'reminder';
  const isNews = page.plannedAt >= (incident.acknowledgedAt ?? 0);
  if (incident.state === 'acknowledged' && !forAcknowledgers && !isNews) return 'acknowledged before it was sent';
  return incident.suppressed === null ? null : suppressedText(incident.suppressed);
}

/** As `windowReason`, asked once for each incident. */
async function windowReason(
  deps: EngineDeps,
  { page, incident }: ClaimedCall,
  known: Map<string, string | null>,
): Promise<string | null> {
  if (incident === null || !isProblemPage(page.reason)) return null;
  const found = known.get(incident.id);
  if (found !== undefined) return found;
  const reason = await holdIfCovered(deps, incident);
  known.set(incident.id, reason);
  return reason;
}

/**
 * The call is taken back only once the incident itself knows that it is held, since that is what pages again at the end
 * of the window; what this process believes of the windows may be a second old.
 */
async function holdIfCovered(deps: EngineDeps, incident: NonNullable<ClaimedCall['incident']>): Promise<string | null> {
  const now = deps.clock.now();
  const windows = deps.windows.get().index;
  if (windows.active.every((activeAt) => activeAt(now) === null)) return null;
  const known = deps.book.incident(incident.id);
  const whole = known?.rev === incident.rev ? known : await deps.ledger.readIncident(incident.id);
  if (whole === null || judgeCoverage({ index: deps.index(), windows, now }, whole).suppressed === null) return null;
  const { incident: after } = await advanceIncident(deps, incident.id);
  const suppressed = after?.suppressed ?? null;
  return suppressed === null ? null : suppressedText(suppressed);
}

function suppressedText({ reason, id }: { readonly reason: string; readonly id: string | null }): string {
  return `suppressed: ${reason} (${id ?? '-'})`;
}
