import { factsOf } from '../../domain/check.js';
import type { ClaimedCall } from '../../domain/delivery.js';
import { failingChecks } from '../../domain/incident.js';
import { isProblemPage } from '../../domain/page.js';
import { matchCheck } from '../../pipeline/route/match-check.js';
import { judgeSuppression } from '../../pipeline/suppress/judge-suppression.js';
import { findWindow } from '../../pipeline/suppress/window-index.js';
import type { EngineDeps } from '../engine-deps.js';

/** What a look at the calls of a claimed notification found. */
export interface UnwantedCalls {
  /** Call id → why it must not be made any more. */
  readonly drop: ReadonlyMap<string, string>;
  /** Incidents that a window covers now, but that do not know it yet. */
  readonly covered: readonly string[];
}

/**
 * A queued page can outlive its reason: each problem call is judged again at its turn, by the incident as it stands and
 * by the windows in force now.
 */
export async function findUnwantedCalls(deps: EngineDeps, calls: readonly ClaimedCall[]): Promise<UnwantedCalls> {
  const drop = new Map<string, string>();
  const covered = new Set<string>();
  for (const call of calls) {
    const because = standingReason(call) ?? (await windowReason(deps, call));
    if (because === null) continue;
    drop.set(call.callId, because);
    if (call.incident?.state === 'triggered' && call.incident.suppressed === null) covered.add(call.incident.id);
  }
  return { drop, covered: [...covered] };
}

/** Why the incident itself no longer wants the call; null: it does. */
function standingReason({ page, incident }: ClaimedCall): string | null {
  if (!isProblemPage(page.reason)) return null;
  if (incident === null) return 'its incident is gone';
  if (incident.state === 'resolved') return 'resolved before it was sent';
  const forAcknowledgers = page.reason === 'update' || page.reason === 'reminder';
  if (incident.state === 'acknowledged' && !forAcknowledgers) return 'acknowledged before it was sent';
  return incident.suppressed === null ? null : `suppressed: ${incident.suppressed.reason}`;
}

async function windowReason(deps: EngineDeps, { page, incident }: ClaimedCall): Promise<string | null> {
  if (incident === null || !isProblemPage(page.reason)) return null;
  const now = deps.clock.now();
  const windows = deps.windows.get().index;
  if (windows.active.every((activeAt) => activeAt(now) === null)) return null;
  const known = deps.book.incident(incident.id);
  const whole = known?.rev === incident.rev ? known : await deps.ledger.readIncident(incident.id);
  if (whole === null) return null;
  const index = deps.index();
  const { suppressed } = judgeSuppression(
    failingChecks(whole),
    (check) => findWindow(windows, factsOf(check), matchCheck(index, factsOf(check)).services, now),
    now,
  );
  return suppressed === null ? null : `suppressed: ${suppressed.reason} (${suppressed.id ?? '-'})`;
}
