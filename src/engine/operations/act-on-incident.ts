import type { Incident } from '../../domain/incident.js';
import { acknowledge, escalateNow, resolve } from '../../pipeline/act.js';
import { changeIncident } from '../change-incident.js';
import type { Dispatcher } from '../dispatcher.js';
import type { EngineDeps } from '../engine-deps.js';
import type { ActionResult, Actor } from '../use-cases.js';

/** Acknowledges for the actor. Of an acknowledgement racing an escalation one commit wins, and that is final. */
export async function acknowledgeIncident(
  deps: EngineDeps & { readonly wake: Dispatcher['wake'] },
  idOrNumber: string,
  actor: Actor & { readonly note?: string | undefined },
): Promise<ActionResult<Incident>> {
  const changed = await changeIncident(deps, idOrNumber, ({ incident, windows, now }) =>
    incident.acknowledgedBy.includes(actor.person) && incident.snoozedBy == null
      ? null
      : acknowledge({ incident, ...actor, index: deps.index(), windows, now }),
  );
  if (changed.incident === null) return notFound(idOrNumber);
  deps.wake(changed.dueMethods);
  if (changed.changed) return { kind: 'done', value: changed.incident };
  return { kind: 'unchanged', value: changed.incident, text: standing(changed.incident) };
}

/** Resolves by hand, whatever the sources say. */
export async function resolveIncident(
  deps: EngineDeps & { readonly wake: Dispatcher['wake'] },
  idOrNumber: string,
  actor: Actor & { readonly note?: string | undefined },
): Promise<ActionResult<Incident>> {
  const changed = await changeIncident(deps, idOrNumber, ({ incident, records, windows, now }) =>
    resolve({ incident, ...actor, index: deps.index(), windows, now }, records),
  );
  if (changed.incident === null) return notFound(idOrNumber);
  deps.wake(changed.dueMethods);
  if (changed.changed) return { kind: 'done', value: changed.incident };
  return { kind: 'unchanged', value: changed.incident, text: standing(changed.incident) };
}

/**
 * Calls the next step now, whoever has taken it. `since` (UTC ms): nothing is done if the actor has done so since then, so that
 * a request that is taken up again does not page twice.
 */
export async function escalateIncident(
  deps: EngineDeps & { readonly wake: Dispatcher['wake'] },
  idOrNumber: string,
  actor: Actor & { readonly note?: string | undefined; readonly since?: number | undefined },
): Promise<ActionResult<Incident>> {
  const changed = await changeIncident(deps, idOrNumber, async ({ incident, windows, now }) => {
    if (await hasEscalated(deps, incident.id, actor)) return null;
    return escalateNow({ incident, ...actor, index: deps.index(), windows, now });
  });
  if (changed.incident === null) return notFound(idOrNumber);
  deps.wake(changed.dueMethods);
  if (changed.changed) return { kind: 'done', value: changed.incident };
  return { kind: 'unchanged', value: changed.incident, text: whyNotEscalated(changed.incident) };
}

async function hasEscalated(
  { ledger }: EngineDeps,
  incidentId: string,
  { person, since }: { readonly person: string; readonly since?: number | undefined },
): Promise<boolean> {
  if (since === undefined) return false;
  const timeline = await ledger.readTimeline(incidentId);
  return timeline.some((entry) => entry.kind === 'escalated' && entry.person === person && entry.at >= since);
}

function whyNotEscalated(incident: Incident): string {
  if (incident.state === 'resolved') return standing(incident);
  if (incident.suppressed !== null) return `incident ${incident.number} is held: ${incident.suppressed.reason}`;
  return `incident ${incident.number} pages nobody`;
}

/** What is the matter already, for the second to come. */
export function standing(incident: Incident): string {
  if (incident.state === 'resolved') {
    return `incident ${incident.number} was resolved by ${incident.resolvedBy ?? 'monitoring'} at ${at(incident.resolvedAt)}`;
  }
  const who = incident.acknowledgedBy.join(', ');
  return `incident ${incident.number} is acknowledged already by ${who}, since ${at(incident.acknowledgedAt)}`;
}

function at(instant: number | null): string {
  return instant === null ? 'an unknown time' : new Date(instant).toISOString();
}

export function notFound(idOrNumber: string): { readonly kind: 'not-found'; readonly text: string } {
  return { kind: 'not-found', text: `there is no incident ${idOrNumber}` };
}
