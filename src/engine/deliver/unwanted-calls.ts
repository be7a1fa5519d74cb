import type { ClaimedCall } from '../../domain/delivery.js';
import type { IncidentHead } from '../../domain/incident.js';
import type { Notification } from '../../domain/notification.js';
import { isProblemPage, type Page } from '../../domain/page.js';
import { retriedPageId } from '../../pipeline/escalate/plan-page.js';
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
  notification: Pick<Notification, 'id' | 'calls' | 'lateAt'>,
): Promise<ReadonlyMap<string, string>> {
  const drop = new Map<string, string>();
  const holds = new Map<string, Hold | null>();
  for (const call of calls) {
    const because =
      standingReason(call) ??
      (notification.lateAt === null ? null : await lateReason(deps, call, notification)) ??
      (await windowReason(deps, call, holds));
    if (because !== null) drop.set(call.callId, because);
  }
  return drop;
}

/** What windows have made of an incident. */
type Hold = Pick<IncidentHead, 'suppressed' | 'lowered'>;

/** Why the incident itself no longer wants the call; null: it does. */
function standingReason(call: ClaimedCall): string | null {
  const { page, incident } = call;
  if (!isProblemPage(page.reason)) return null;
  if (incident === null) return 'its incident is gone';
  if (incident.state === 'resolved') return 'resolved before it was sent';
  const forAcknowledgers = page.reason === 'update' || page.reason === 'reminder';
  const isNews = page.plannedAt >= (incident.acknowledgedAt ?? 0);
  if (incident.state === 'acknowledged' && !forAcknowledgers && !isNews) return 'acknowledged before it was sent';
  if (isOvertaken(page, incident)) return 'paged anew since';
  return holdReason(incident, call);
}

/** What quiet hours held is old by the time that they end: the person may have been paged anew meanwhile. */
function isOvertaken({ quietUntil, person, cycle }: Page, { paged }: IncidentHead): boolean {
  return quietUntil !== undefined && (paged[person]?.cycle ?? cycle) > cycle;
}

/** What nobody could take goes once: the person is paged anew by each further step, or by the word of who tried it again. */
async function lateReason(
  { ledger, clock }: EngineDeps,
  { page, incident }: ClaimedCall,
  { id, calls }: Pick<Notification, 'id' | 'calls'>,
): Promise<string | null> {
  const last = incident?.paged[page.person];
  const due = page.calls.flatMap(({ dueAt }) => dueAt ?? []);
  const isPage = isProblemPage(page.reason);
  if (isPage && last !== undefined && last.at > Math.min(...due) && last.at <= clock.now()) return 'paged anew since';
  for (const [n, { incidentId }] of calls.entries()) {
    if (incidentId !== page.incidentId) continue;
    if ((await ledger.readPage(retriedPageId(`${id}/${n + 1}`))) !== null) return 'tried again by somebody';
  }
  return null;
}

/** Within a window that lets mails out only, a text would wake somebody after all. */
function holdReason({ suppressed, lowered }: Hold, { page, callId }: ClaimedCall): string | null {
  if (suppressed !== null) return `suppressed: ${suppressed.reason} (${suppressed.id ?? '-'})`;
  const isMail = page.calls.find(({ id }) => id === callId)?.channel === 'email';
  return lowered && !isMail ? `by email only: ${lowered.reason} (${lowered.id ?? '-'})` : null;
}

/** As `holdIfCovered`, asked once for each incident. */
async function windowReason(
  deps: EngineDeps,
  call: ClaimedCall,
  known: Map<string, Hold | null>,
): Promise<string | null> {
  const { page, incident } = call;
  if (incident === null || !isProblemPage(page.reason)) return null;
  const found = known.get(incident.id);
  const hold = found === undefined ? await holdIfCovered(deps, incident) : found;
  known.set(incident.id, hold);
  return hold === null ? null : holdReason(hold, call);
}

/**
 * The call is taken back only once the incident itself knows that it is held, since that is what pages again at the end
 * of the window; what this process believes of the windows may be a second old.
 */
async function holdIfCovered(deps: EngineDeps, incident: NonNullable<ClaimedCall['incident']>): Promise<Hold | null> {
  const now = deps.clock.now();
  const windows = deps.windows.get().index;
  if (windows.active.every((activeAt) => activeAt(now) === null)) return null;
  const known = deps.book.incident(incident.id);
  const whole = known?.rev === incident.rev ? known : await deps.ledger.readIncident(incident.id);
  if (whole === null) return null;
  const { suppressed, lowered } = judgeCoverage({ index: deps.index(), windows, now }, whole);
  if (suppressed === null && (lowered === null || whole.lowered)) return null;
  return (await advanceIncident(deps, incident.id)).incident;
}
